import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, path } from '../api/client';
import { refresh } from '../api/queries';
import { useMay } from '../api/session';
import type { TaskDetail } from '../api/types';
import type { LiveRun } from '../live/LiveRun';
import { command } from '../parts/command';
import { CommandLine } from '../parts/CommandLine';
import { Failed } from '../parts/Failed';
import { Cancel } from '../runs/Cancel';
import { RollBack } from '../runs/RollBack';
import { to } from '../shell/address';
import { Resolve } from './Resolve';

/** What may be done from this task: retry from here or only this, decide, roll back or cancel its run; each where the run as it stands allows it. */
export function TaskActions({ run, task }: { run: LiveRun; task: TaskDetail }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [asking, setAsking] = useState<'resolve' | 'rollback' | 'cancel' | null>(null);
  const may = useMay('operator');
  const actions = run.document?.actions ?? [];
  const retry = useMutation({
    mutationFn: (scope: { from: string } | { only: string }) => api.post<{ run: string }>(path`/runs/${run.id}/retry`, scope),
    onSuccess: (answer) => {
      refresh('/installations', '/runs');
      go(to.run(answer.run));
    },
  });
  if (!may) {
    return null;
  }
  const isRunning = task.state === 'running' || task.state === 'rolling-back';
  const installation = run.document?.installation ?? '';
  return (
    <div className="stack actions">
      <div className="row">
        {actions.includes('retry') && (
          <>
            <Button size="xs" loading={retry.isPending} onClick={() => retry.mutate({ from: task.name })}>
              {t('run.retryFrom')}
            </Button>
            <Button size="xs" variant="default" disabled={retry.isPending} onClick={() => retry.mutate({ only: task.name })}>
              {t('run.retryOnly')}
            </Button>
          </>
        )}
        {(task.needsDecision || (actions.includes('resolve') && !!task.decisions?.length)) && (
          <Button size="xs" onClick={() => setAsking('resolve')}>
            {t('run.resolve')}
          </Button>
        )}
        {actions.includes('rollback') && (
          <Button size="xs" variant="default" onClick={() => setAsking('rollback')}>
            {t('run.rollbackRun')}
          </Button>
        )}
        {isRunning && actions.includes('cancel') && (
          <Button size="xs" variant="default" onClick={() => setAsking('cancel')}>
            {t('run.cancel')}
          </Button>
        )}
      </div>
      {actions.includes('retry') && (
        <CommandLine commands={[command('retry', installation, '--from', task.name), command('retry', installation, '--only', task.name)]} />
      )}
      {retry.error && <Failed error={retry.error} />}
      {asking === 'resolve' && <Resolve run={run} name={task.name} onClose={() => setAsking(null)} />}
      {asking === 'rollback' && <RollBack run={run} onClose={() => setAsking(null)} />}
      {asking === 'cancel' && <Cancel run={run} onClose={() => setAsking(null)} />}
    </div>
  );
}
