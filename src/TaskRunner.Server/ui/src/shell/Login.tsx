import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { useDocument } from '../api/queries';
import { logIn } from '../api/session';
import { Brand } from './Brand';
import { LanguageSwitch } from './LanguageSwitch';
import { SchemeSwitch } from './SchemeSwitch';

/** By which ways a person signs in: with a token always, at an OpenID provider where the server has one. */
interface Ways {
  openId: { name: string; start: string } | null;
}

/** @param hasEnded Somebody was logged in here: they go on at the same address. */
export function Login({ hasEnded }: { hasEnded: boolean }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const login = useMutation({ mutationFn: () => logIn(token.trim()) });
  const ways = useDocument<Ways>('/session/ways');
  const refused = login.error instanceof Problem && login.error.status === 401;
  return (
    <>
      <header className="top">
        <Brand />
        <span className="gap" />
        <LanguageSwitch />
        <SchemeSwitch />
      </header>
      <main className="card login">
        <h1>{t('login.title')}</h1>
        {hasEnded && (
          <p className="notice warn-side" role="status">
            {t('login.ended')}
          </p>
        )}
        {ways.data?.openId && (
          <Button component="a" href={ways.data.openId.start} variant="default" fullWidth mb="md">
            {t('login.openId', { name: ways.data.openId.name })}
          </Button>
        )}
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            login.mutate();
          }}
        >
          <PasswordInput
            label={t('login.token')}
            description={t('login.tokenHelp')}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={login.error ? (refused ? t('login.wrong') : login.error.message) : undefined}
            autoComplete="off"
            data-autofocus
            autoFocus
            required
          />
          <Button type="submit" loading={login.isPending} disabled={token.trim() === ''}>
            {t('login.go')}
          </Button>
        </form>
      </main>
    </>
  );
}
