import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session';
import { Code } from '../parts/Code';
import type { LiveRun } from '../live/LiveRun';
import { Resolve } from '../task/Resolve';
import { everything, type Filter, hasFailed } from './filter';

interface Props {
  run: LiveRun;
  /** A task is open: it says itself what went wrong with it. */
  isTaskOpen: boolean;
  onFilter: (filter: Filter) => void;
}

/** What a person has to know before anything else: what waits for them, what failed, what was refused. */
export function RunNotices({ run, isTaskOpen, onFilter }: Props) {
  const { t } = useTranslation();
  const may = useMay('operator');
  const [deciding, setDeciding] = useState<string | null>(null);
  const waiting = run.tasks.filter((task) => task.needsDecision);
  const failed = run.tasks.filter(hasFailed);
  return (
    <>
      {run.document?.refusal?.map((error, i) => (
        <div key={i} className="notice bad-side" role="alert">
          <strong>
            <Code code={error.code} /> {error.message}
          </strong>
          {error.help && <p>{error.help}</p>}
        </div>
      ))}
      {waiting.length > 0 && (
        <div className="notice warn-side" role="alert">
          <strong>{t('run.decision')}</strong>
          <p>{t('run.decisionHelp')}</p>
          {may && (
            <div className="row">
              {waiting.slice(0, 8).map((task) => (
                <Button key={task.name} size="xs" onClick={() => setDeciding(task.name)}>
                  <bdi>{t('run.decisionGo', { task: task.name })}</bdi>
                </Button>
              ))}
            </div>
          )}
        </div>
      )}
      {failed.length > 0 && !isTaskOpen && (
        <div className="notice bad-side">
          <strong>{t('run.failed', { count: failed.length })}</strong>
          <p className="wrap">
            <bdi>
              {failed[0]!.name}: {(failed[0]!.failure?.message ?? failed[0]!.failure?.reason ?? '').slice(0, 600)}
            </bdi>
          </p>
          {run.tasks.length > 10 && (
            <div className="row">
              <Button size="xs" variant="default" onClick={() => onFilter({ ...everything, state: failed[0]!.state })}>
                {t('run.failedGo')}
              </Button>
            </div>
          )}
        </div>
      )}
      {deciding !== null && <Resolve run={run} name={deciding} onClose={() => setDeciding(null)} />}
    </>
  );
}
