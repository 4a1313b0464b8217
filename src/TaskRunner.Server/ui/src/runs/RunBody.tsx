import { SegmentedControl } from '@mantine/core';
import { Suspense, useCallback, useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { LiveRun } from '../live/LiveRun';
import { Boundary } from '../parts/Boundary';
import { lazily } from '../parts/lazily';
import { Loading } from '../parts/Loading';
import { WhenSeen } from '../parts/WhenSeen';
import { to } from '../shell/address';
import { TaskPane } from '../task/TaskPane';
import { type Choices, everything, type Filter, isShown, shown } from './filter';
import { Filters } from './Filters';
import { TaskList } from './TaskList';
import { type RunView, useRunView } from './useRunView';

const RunGraph = lazily(() => import('../graph/RunGraph'));
const AllLogs = lazily(() => import('../logs/AllLogs'));

interface Props {
  run: LiveRun;
  task: string | undefined;
  choices: Choices;
  filter: Filter;
  onFilter: (change: (before: Filter) => Filter) => void;
}

/** The tasks of a run as a list, as a graph, or as both beside each other; or what all of them say. The task one chose stands beside them. */
export function RunBody({ run, task, choices, filter, onFilter }: Props) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { view, choices: views, choose, toList } = useRunView();
  const deferred = useDeferredValue(filter);
  const tasks = useMemo(() => shown(run.tasks, deferred), [run.tasks, deferred]);
  const { id } = run;
  const onGroup = useCallback(
    (group: string) => {
      onFilter(() => ({ ...everything, group }));
      toList();
    },
    [onFilter, toList],
  );
  const onTask = useCallback(
    (name: string) => {
      // The list marks it too: a filter that leaves it out has to go.
      const chosen = run.tasks.find((one) => one.name === name);
      onFilter((now) => (chosen === undefined || isShown(chosen, now) ? now : everything));
      go(to.task(id, name));
    },
    [run, id, onFilter, go],
  );
  const hasList = view === 'list' || view === 'both';
  const hasGraph = view === 'graph' || view === 'both';
  return (
    <>
      <div className="row">
        <SegmentedControl
          size="sm"
          aria-label={t('packages.tasks')}
          value={view}
          onChange={(chosen) => choose(chosen as RunView)}
          data={views.map((value) => ({ value, label: t(`run.${value}`) }))}
        />
      </div>
      {hasList && (
        <div>
          <Filters choices={choices} filter={filter} shown={tasks.length} total={run.tasks.length} onChange={(wanted) => onFilter(() => wanted)} />
        </div>
      )}
      <div className={`split shows-${view}${task === undefined ? '' : ' with-side'}`}>
        {hasList && (
          <div className="pane of-list">
            <TaskList run={id} tasks={tasks} chosen={task} />
          </div>
        )}
        {task !== undefined && (
          <div className="pane of-task">
            <TaskPane key={task} run={run} name={task} />
          </div>
        )}
        {hasGraph && (
          <div className="pane of-graph">
            <WhenSeen>
              <Boundary place={id}>
                <Suspense fallback={<Loading />}>
                  <RunGraph run={id} tasks={run.tasks} chosen={task} onGroup={onGroup} onTask={onTask} />
                </Suspense>
              </Boundary>
            </WhenSeen>
          </div>
        )}
        {view === 'logs' && (
          <div className="pane of-logs">
            <Suspense fallback={<Loading />}>
              <AllLogs run={id} />
            </Suspense>
          </div>
        )}
      </div>
    </>
  );
}
