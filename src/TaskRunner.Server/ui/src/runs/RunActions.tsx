import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, path } from '../api/client';
import { refresh } from '../api/queries';
import { useMay } from '../api/session';
import type { LiveRun } from '../live/LiveRun';
import { command } from '../parts/command';
import { Confirm } from '../parts/Confirm';
import { to } from '../shell/address';
import { Cancel } from './Cancel';
import { RollBack } from './RollBack';

type Verb = 'retry' | 'resume';

/** What may be done with the run as it stands; the server decides again when it is asked. */
export function RunActions({ run }: { run: LiveRun }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [asking, setAsking] = useState<Verb | 'rollback' | 'cancel' | null>(null);
  const may = useMay('operator');
  const actions = run.document?.actions ?? [];
  const act = useMutation({
    mutationFn: (verb: Verb) => api.post<{ run: string }>(path`/runs/${run.id}` + `/${verb}`),
    onSuccess: (answer) => {
      setAsking(null);
      refresh('/installations', '/runs');
      run.again();
      go(to.run(answer.run));
    },
  });
  if (!may) {
    return null;
  }
  const close = () => {
    act.reset();
    setAsking(null);
  };
  return (
    <div className="row">
      {actions.includes('resume') && (
        <Button size="sm" loading={act.isPending && act.variables === 'resume'} onClick={() => (setAsking('resume'), act.mutate('resume'))}>
          {t('run.resume')}
        </Button>
      )}
      {actions.includes('retry') && (
        <Button size="sm" onClick={() => setAsking('retry')}>
          {t('run.retry')}
        </Button>
      )}
      {actions.includes('rollback') && (
        <Button size="sm" variant="default" onClick={() => setAsking('rollback')}>
          {t('run.rollback')}
        </Button>
      )}
      {actions.includes('cancel') && (
        <Button size="sm" variant="default" onClick={() => setAsking('cancel')}>
          {t('run.cancel')}
        </Button>
      )}
      {(asking === 'retry' || (asking === 'resume' && act.isError)) && (
        <Confirm
          title={`${t(`run.${asking}`)}: ${run.document?.installation}`}
          go={t(`run.${asking}`)}
          command={asking === 'retry' ? command('retry', run.document?.installation ?? '') : command(asking, run.id)}
          isBusy={act.isPending}
          error={act.error}
          onGo={() => act.mutate(asking)}
          onClose={close}
        >
          {asking === 'retry' && <p>{t('run.retryHelp')}</p>}
        </Confirm>
      )}
      {asking === 'rollback' && <RollBack run={run} onClose={close} />}
      {asking === 'cancel' && <Cancel run={run} onClose={close} />}
    </div>
  );
}
