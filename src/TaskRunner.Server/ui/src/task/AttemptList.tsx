import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TaskDetail } from '../api/types';
import { AttemptLog } from '../logs/AttemptLog';
import { State } from '../parts/State';
import { Took } from '../parts/Took';
import { useWord } from '../texts/i18n';
import { bytes, moment } from '../texts/times';

/** The one a person looks for: the last, or of a task that failed and was rolled back the one that failed. */
function mostWanted(task: TaskDetail): number {
  const last = task.history.at(-1)!;
  const isUndone = last.kind === 'rollback' && last.state === 'succeeded';
  return (isUndone ? task.history.findLast((attempt) => attempt.state === 'failed')?.number : undefined) ?? last.number;
}

/** Each try with its outcome; the log of one of them is open: the one most wanted, until another is chosen. */
export function AttemptList({ run, task }: { run: string; task: TaskDetail }) {
  const { t } = useTranslation();
  const word = useWord();
  const [chosen, setChosen] = useState<number | null>(null);
  if (task.history.length === 0) {
    return <p className="quiet">{t('task.noAttempts')}</p>;
  }
  const open = chosen ?? mostWanted(task);
  return (
    <>
      {task.history.map((attempt) => (
        <div key={attempt.number} className="attempt">
          <div className="row">
            <strong>{t('task.attempt', { number: attempt.number })}</strong>
            <span className="quiet">{word('attemptKind', attempt.kind)}</span>
            <State state={attempt.state} />
            <span className="quiet" title={moment(attempt.startedAt)}>
              <Took from={attempt.startedAt} to={attempt.finishedAt} />
            </span>
            {typeof attempt.exitCode === 'number' && <span className="mono quiet">{t('task.exit', { code: attempt.exitCode })}</span>}
            <span className="gap" />
            {attempt.number !== open && (
              <Button size="compact-xs" variant="default" onClick={() => setChosen(attempt.number)}>
                {t('task.logs')} {bytes(attempt.logs?.reduce((sum, log) => sum + log.bytes, 0))}
              </Button>
            )}
          </div>
          {attempt.message && attempt.message !== task.failure?.message && <p className="foreign quiet">{attempt.message.slice(0, 2_000)}</p>}
          {attempt.evidence && attempt.evidence !== task.evidence && <p className="foreign quiet">{attempt.evidence.slice(0, 2_000)}</p>}
        </div>
      ))}
      <h3>
        {t('task.logs')}: {t('task.attempt', { number: open })}
      </h3>
      <AttemptLog key={open} run={run} task={task.name} attempt={open} />
    </>
  );
}
