import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api, path } from '../api/client';
import { refresh } from '../api/queries';
import type { LiveRun } from '../live/LiveRun';
import { command } from '../parts/command';
import { Confirm } from '../parts/Confirm';
import { to } from '../shell/address';

/** Asks before what a run did is undone, and goes to the run that undoes it. */
export function RollBack({ run, onClose }: { run: LiveRun; onClose: () => void }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const undo = useMutation({
    mutationFn: () => api.post<{ run: string }>(path`/runs/${run.id}/rollback`),
    onSuccess: (answer) => {
      onClose();
      refresh('/installations', '/runs');
      run.again();
      go(to.run(answer.run));
    },
  });
  return (
    <Confirm
      title={`${t('run.rollback')}: ${run.document?.installation}`}
      go={t('run.rollback')}
      isDangerous
      command={command('rollback', run.id)}
      isBusy={undo.isPending}
      error={undo.error}
      onGo={() => undo.mutate()}
      onClose={onClose}
    >
      <p>{t('run.rollbackHelp')}</p>
    </Confirm>
  );
}
