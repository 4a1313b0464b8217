import { CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { api, path } from '../api/client';
import type { TaskDetail } from '../api/types';
import type { LiveRun } from '../live/LiveRun';
import { Answered } from '../parts/Answered';
import { Failed } from '../parts/Failed';
import { JsonValue } from '../parts/JsonValue';
import { State } from '../parts/State';
import { ValueTable } from '../parts/ValueTable';
import { to } from '../shell/address';
import { AttemptList } from './AttemptList';
import { TaskActions } from './TaskActions';
import { Trouble } from './Trouble';

function NoSuchTask({ run, error }: { run: string; error: unknown }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('missing.task')}</h3>
      <Failed error={error} />
      <p>
        <Link href={to.run(run)}>{t('missing.toTasks')}</Link>
      </p>
    </>
  );
}

/** Everything there is to know of one task, beside the list it was chosen from. */
export function TaskPane({ run, name }: { run: LiveRun; name: string }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const live = run.tasks.find((task) => task.name === name);
  const place = path`/runs/${run.id}/tasks/${name}`;
  // Asked again whenever the task itself changed, not by the clock.
  const detail = useQuery({
    queryKey: [place, live?.state, live?.attempts, live?.finishedAt, live?.needsDecision],
    queryFn: () => api.get<TaskDetail>(place),
    placeholderData: (before) => before,
  });
  return (
    <section className="detail" aria-label={name} tabIndex={0}>
      <div className="row">
        <h2 className="foreign">{name}</h2>
        {live && <State state={live.state} />}
        <span className="quiet">{live?.type}</span>
        <span className="gap" />
        <CloseButton aria-label={t('common.close')} onClick={() => go(to.run(run.id))} />
      </div>
      <Answered query={detail} failed={live === undefined ? (error) => <NoSuchTask run={run.id} error={error} /> : undefined}>
        {(task) => (
          <>
            <TaskActions run={run} task={task} />
            <Trouble task={task} />
            <h3>{t('task.attempts')}</h3>
            <AttemptList run={run.id} task={task} />
            {task.why && (
              <>
                <h3>{t('task.why')}</h3>
                <p className="foreign">{task.why}</p>
              </>
            )}
            <h3>{t('task.outputs')}</h3>
            <ValueTable values={task.outputs} none={t('task.noOutputs')} />
            <h3>{t('task.inputs')}</h3>
            {task.inputs === null ? <p className="quiet">{t('task.noInputs')}</p> : <JsonValue value={task.inputs} />}
          </>
        )}
      </Answered>
    </section>
  );
}
