import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, path } from '../api/client';
import { queries, refresh } from '../api/queries';
import type { PackageDocument } from '../api/types';
import { command } from '../parts/command';
import { Confirm } from '../parts/Confirm';

/** Takes a package out of the store; while something may need it the server says what. */
export function RemovePackage({ digest, document }: { digest: string; document: PackageDocument }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.delete(path`/packages/${digest}`),
    onSuccess: () => {
      go('/packages');
      queries.removeQueries({ queryKey: [path`/packages/${digest}`] }); // else it would be asked for again
      refresh('/packages');
    },
  });
  const name = `${document.name} ${document.version}`;
  return (
    <>
      <Button variant="default" onClick={() => setIsAsking(true)}>
        {t('packages.remove')}
      </Button>
      {isAsking && (
        <Confirm
          title={t('packages.removeTitle', { name })}
          go={t('packages.remove')}
          isDangerous
          command={command('package', 'rm', digest)}
          isBusy={remove.isPending}
          error={remove.error}
          onGo={() => remove.mutate()}
          onClose={() => {
            setIsAsking(false);
            remove.reset();
          }}
        >
          <p>{t('packages.removeHelp')}</p>
        </Confirm>
      )}
    </>
  );
}
