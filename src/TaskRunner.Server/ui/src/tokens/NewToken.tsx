import { Button, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { refresh } from '../api/queries';
import type { Role } from '../api/types';
import { CopyBox } from '../parts/CopyBox';
import { Failed } from '../parts/Failed';
import { useWord } from '../texts/i18n';

const roles: Role[] = ['viewer', 'operator', 'admin'];
const days = [1, 30, 90, 365];

/** Makes a token and shows its secret once. */
export function NewToken() {
  const { t } = useTranslation();
  const word = useWord();
  const [name, setName] = useState('');
  const [role, setRole] = useState<string>('viewer');
  const [lifetime, setLifetime] = useState('2160h');
  const create = useMutation({
    mutationFn: () => api.post<{ token: string }>('/tokens', { name, role, ...(lifetime === '' ? {} : { expiresIn: lifetime }) }),
    onSuccess: () => {
      setName('');
      refresh('/tokens');
    },
  });
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <h2>{t('tokens.create')}</h2>
      <div className="row">
        <TextInput label={t('tokens.name')} value={name} onChange={(event) => setName(event.currentTarget.value)} required />
        <Select
          label={t('tokens.role')}
          allowDeselect={false}
          value={role}
          onChange={(chosen) => setRole(chosen ?? 'viewer')}
          data={roles.map((value) => ({ value, label: word('role', value) }))}
        />
        <Select
          label={t('tokens.expires')}
          allowDeselect={false}
          value={lifetime}
          onChange={(chosen) => setLifetime(chosen ?? '')}
          data={[...days.map((count) => ({ value: `${count * 24}h`, label: t('tokens.days', { count }) })), { value: '', label: t('tokens.forever') }]}
        />
      </div>
      <div>
        <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
          {t('tokens.create')}
        </Button>
      </div>
      {create.error && <Failed error={create.error} />}
      {create.data && (
        <div className="notice good-side" role="status">
          <strong>{t('tokens.secret')}</strong>
          <CopyBox text={create.data.token} label={t('login.token')} />
        </div>
      )}
    </form>
  );
}
