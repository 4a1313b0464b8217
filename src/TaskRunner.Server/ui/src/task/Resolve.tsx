import { Button, Modal, Radio, Textarea } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, path } from '../api/client';
import { refresh } from '../api/queries';
import type { JsonMap, TaskDetail } from '../api/types';
import type { LiveRun } from '../live/LiveRun';
import { command } from '../parts/command';
import { CommandLine } from '../parts/CommandLine';
import { Failed } from '../parts/Failed';
import { parseMap } from './outputs';

function outputFlags(outputs: JsonMap | undefined): string[] {
  return Object.entries(outputs ?? {}).flatMap(([key, value]) => ['--task-output', `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`]);
}

const decisions = ['succeeded', 'failed', 'not-executed', 'rolled-back'] as const;

/** A person says what became of a task whose outcome nobody knows; the evidence is beside the question. */
export function Resolve({ run, name, onClose }: { run: LiveRun; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [as, setAs] = useState('');
  const [reason, setReason] = useState('');
  const [outputs, setOutputs] = useState('');
  const place = path`/runs/${run.id}/tasks/${name}`;
  const detail = useQuery({ queryKey: [place], queryFn: () => api.get<TaskDetail>(place) });
  const given = as === 'succeeded' ? parseMap(outputs) : { value: undefined, error: null };
  const decide = useMutation({
    mutationFn: () => api.post(path`/runs/${run.id}/resolve`, { task: name, as, reason, ...(given.value ? { outputs: given.value } : {}) }),
    onSuccess: () => {
      refresh('/installations', '/runs');
      run.again();
      onClose();
    },
  });
  const allowed = decisions.filter((word) => !detail.data?.decisions?.length || detail.data.decisions.includes(word));
  return (
    <Modal opened size="lg" onClose={onClose} title={<bdi>{t('resolve.title', { task: name })}</bdi>} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          decide.mutate();
        }}
      >
        <p>{t('resolve.help')}</p>
        {detail.data?.evidence && (
          <div>
            <strong>{t('task.evidence')}</strong>
            <pre className="json">{detail.data.evidence}</pre>
          </div>
        )}
        <Radio.Group label={t('resolve.as')} value={as} onChange={setAs} required>
          <div className="stack">
            {allowed.map((word) => (
              <Radio key={word} value={word} label={t(`resolve.${word}`)} />
            ))}
          </div>
        </Radio.Group>
        {as === 'succeeded' && (
          <Textarea
            label={t('resolve.outputs')}
            value={outputs}
            onChange={(event) => setOutputs(event.currentTarget.value)}
            error={given.error ? t('resolve.outputsWrong', { message: given.error }) : undefined}
            placeholder="{}"
            rows={3}
          />
        )}
        <Textarea label={t('resolve.reason')} value={reason} onChange={(event) => setReason(event.currentTarget.value)} rows={2} required />
        {as !== '' && reason.trim() !== '' && given.error === null && (
          <CommandLine commands={[command('resolve', run.id, name, '--as', as, ...outputFlags(given.value), '--reason', reason)]} />
        )}
        {decide.error && <Failed error={decide.error} />}
        <div className="row">
          <Button type="submit" loading={decide.isPending} disabled={as === '' || reason.trim() === '' || given.error !== null}>
            {t('resolve.go')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
