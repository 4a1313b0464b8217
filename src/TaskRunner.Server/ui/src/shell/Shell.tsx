import { Button } from '@mantine/core';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { logOut, useIsBroken, useSession } from '../api/session';
import { Boundary } from '../parts/Boundary';
import { Loading } from '../parts/Loading';
import { useWord } from '../texts/i18n';
import { moment } from '../texts/times';
import { Brand } from './Brand';
import { LanguageSwitch } from './LanguageSwitch';
import { Navigation } from './Navigation';
import { Routes } from './Routes';
import { SchemeSwitch } from './SchemeSwitch';

export function Shell() {
  const { t } = useTranslation();
  const word = useWord();
  const session = useSession();
  const isBroken = useIsBroken();
  const [place] = useLocation();
  const content = useRef<HTMLElement>(null);
  const area = place.split('/')[1] ?? '';
  useEffect(() => {
    content.current?.scrollTo(0, 0);
  }, [area]);

  return (
    <div className="shell">
      <a href="#content" className="skip">
        {t('app.skip')}
      </a>
      <header className="top">
        <Brand />
        <span className="quiet mono">{session.version}</span>
        <span className="gap" />
        <span title={session.expiresAt ? t('app.until', { time: moment(session.expiresAt) }) : undefined}>
          <bdi>{session.name}</bdi> <span className="quiet">· {word('role', session.role)}</span>
        </span>
        <LanguageSwitch />
        <SchemeSwitch />
        <Button size="xs" variant="default" onClick={() => void logOut()}>
          {t('app.logOut')}
        </Button>
      </header>
      <Navigation />
      <main className="content" id="content" tabIndex={0} ref={content}>
        {isBroken && (
          <p className="notice warn-side offline" role="status">
            {t('common.offline')}
          </p>
        )}
        <Boundary place={place}>
          <Suspense fallback={<Loading />}>
            <Routes />
          </Suspense>
        </Boundary>
      </main>
    </div>
  );
}
