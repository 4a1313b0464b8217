import { Button, Modal } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, path } from '../api/client';
import type { LiveRun } from '../live/LiveRun';
import { command } from '../parts/command';
import { CommandLine } from '../parts/CommandLine';
import { Failed } from '../parts/Failed';

/** Stopping has two stages: ask, then end. */
export function Cancel({ run, onClose }: { run: LiveRun; onClose: () => void }) {
  const { t } = useTranslation();
  const cancel = useMutation({
    mutationFn: (now: boolean) => api.post(path`/runs/${run.id}/cancel`, { now }),
    onSuccess: () => {
      run.again();
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t('run.cancel')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <div className="stack">
        <p>{t('run.cancelHelp')}</p>
        <CommandLine commands={[command('cancel', run.id)]} />
        {cancel.error && <Failed error={cancel.error} />}
        <div className="row">
          <Button color="red" loading={cancel.isPending} onClick={() => cancel.mutate(false)}>
            {t('run.cancel')}
          </Button>
          <Button color="red" variant="outline" disabled={cancel.isPending} onClick={() => cancel.mutate(true)}>
            {t('run.cancelNow')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common.close')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
