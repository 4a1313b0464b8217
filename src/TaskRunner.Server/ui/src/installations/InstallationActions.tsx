import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { api, path, query } from '../api/client';
import { refresh } from '../api/queries';
import { useMay } from '../api/session';
import type { InstallationDocument } from '../api/types';
import { command } from '../parts/command';
import { Confirm } from '../parts/Confirm';
import { to } from '../shell/address';

export function InstallationActions({ name, document }: { name: string; document: InstallationDocument }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [asking, setAsking] = useState<'uninstall' | 'rollback' | null>(null);
  const may = useMay('operator');
  const begin = useMutation({
    mutationFn: (verb: 'uninstall' | 'rollback') =>
      verb === 'rollback'
        ? api.post<{ run: string }>(path`/runs/${document.run.id}/rollback`)
        : api.post<{ run: string }>('/runs', { installation: name, operation: 'uninstall' }),
    onSuccess: (answer) => {
      refresh('/installations', '/runs');
      go(to.run(answer.run));
    },
  });
  if (!may) {
    return null;
  }
  const can = (action: string) => document.actions.includes(action);
  return (
    <div className="row">
      {can('upgrade') && (
        <Button size="sm" component={Link} href={`/install${query({ installation: name })}`}>
          {t('installation.upgrade')}
        </Button>
      )}
      {can('reapply') && (
        <Button size="sm" variant="default" component={Link} href={`/install${query({ installation: name, package: document.package.digest })}`}>
          {t('installation.reapply')}
        </Button>
      )}
      {can('retry') && (
        <Button size="sm" component={Link} href={to.run(document.run.id)}>
          {t('installation.look')}
        </Button>
      )}
      {can('rollback') && document.openRun === null && (
        <Button size="sm" variant="default" onClick={() => setAsking('rollback')}>
          {t('installation.rollback')}
        </Button>
      )}
      {can('uninstall') && (
        <Button size="sm" variant="default" onClick={() => setAsking('uninstall')}>
          {t('installation.uninstall')}
        </Button>
      )}
      {asking !== null && (
        <Confirm
          title={`${t(`installation.${asking}`)}: ${name}`}
          go={t(`installation.${asking}`)}
          isDangerous
          command={asking === 'rollback' ? command('rollback', document.run.id) : command('uninstall', name)}
          isBusy={begin.isPending}
          error={begin.error}
          onGo={() => begin.mutate(asking)}
          onClose={() => {
            begin.reset();
            setAsking(null);
          }}
        >
          <p>{asking === 'rollback' ? t('run.rollbackHelp') : t('run.uninstallHelp')}</p>
        </Confirm>
      )}
    </div>
  );
}
