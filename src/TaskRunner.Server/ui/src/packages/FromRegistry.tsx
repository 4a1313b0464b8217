import { Autocomplete, Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, query } from '../api/client';
import { refresh, useDocument } from '../api/queries';
import type { PulledPackage, Registry, RegistryVersions, StoredPackage } from '../api/types';
import { Failed } from '../parts/Failed';

/** `oci://HOST/REPOSITORY`, without what stands behind it. */
const repository = /^oci:\/\/[^/\s]+\/[^:@\s]+[^/:@\s]$/;

/** Takes a package from a registry the server may ask. Where there is none, none is offered. */
export function FromRegistry({ onStored }: { onStored?: (stored: StoredPackage) => void }) {
  const registries = useDocument<Registry[]>('/registries');
  return registries.data?.length ? <Taking registries={registries.data} onStored={onStored} /> : null;
}

function Taking({ registries, onStored }: { registries: Registry[]; onStored: ((stored: StoredPackage) => void) | undefined }) {
  const { t } = useTranslation();
  const places = registries.map((registry) => `${registry.address}/`);
  const [from, setFrom] = useState(places[0]!);
  const [version, setVersion] = useState('');
  const [asked, setAsked] = useState('');
  const versions = useQuery({
    queryKey: ['/registries/versions', asked],
    queryFn: () => api.get<RegistryVersions>(`/registries/versions${query({ repository: asked })}`),
    enabled: asked !== '',
    retry: false,
  });
  const take = useMutation({
    mutationFn: () => api.post<PulledPackage>('/packages/pull', { reference: `${from.trim()}${version.startsWith('sha256:') ? '@' : ':'}${version.trim()}` }),
    onSuccess: (stored) => {
      refresh('/packages');
      onStored?.(stored);
    },
  });
  const isRepository = repository.test(from.trim());
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        take.mutate();
      }}
    >
      <div className="row registry">
        {places.length > 1 ? (
          <Autocomplete className="grow" label={t('packages.repository')} description={t('packages.repositoryHelp')} data={places} value={from} onChange={setFrom} />
        ) : (
          <TextInput className="grow" label={t('packages.repository')} description={t('packages.repositoryHelp')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        )}
        <Autocomplete
          label={t('common.version')}
          description={t('packages.versionHelp')}
          data={asked === from.trim() ? (versions.data?.versions ?? []) : []}
          value={version}
          onChange={setVersion}
          onFocus={() => setAsked(isRepository ? from.trim() : '')}
        />
        <Button type="submit" variant="default" loading={take.isPending} disabled={!isRepository || version.trim() === ''}>
          {t('packages.take')}
        </Button>
      </div>
      {versions.error && asked === from.trim() && <Failed error={versions.error} again={() => void versions.refetch()} />}
      {take.error && <Failed error={take.error} />}
      {take.data && (
        <div className={`notice ${take.data.signedBy ? 'good-side' : 'warn-side'} wrap`} role="status">
          <p>{t('packages.uploaded', { name: take.data.name, version: take.data.version })}</p>
          <p>{take.data.signedBy ? t('packages.signedBy', { key: take.data.signedBy }) : t('packages.unsigned')}</p>
        </div>
      )}
    </form>
  );
}
