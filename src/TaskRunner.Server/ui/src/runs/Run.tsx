import '../styles/run.css';
import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useLiveRun } from '../live/useLiveRun';
import { Failed } from '../parts/Failed';
import { Heading } from '../parts/Heading';
import { Loading } from '../parts/Loading';
import { State } from '../parts/State';
import { to } from '../shell/address';
import { useWord } from '../texts/i18n';
import { TaskPane } from '../task/TaskPane';
import { choicesOf, everything, type Filter, shown } from './filter';
import { Filters } from './Filters';
import { Progress } from './Progress';
import { RunActions } from './RunActions';
import { RunNotices } from './RunNotices';
import { TaskList } from './TaskList';

const RunGraph = lazy(() => import('../graph/RunGraph'));
const AllLogs = lazy(() => import('../logs/AllLogs'));

type View = 'list' | 'graph' | 'logs';

export default function Run({ id, task }: { id: string; task: string | undefined }) {
  const { t } = useTranslation();
  const word = useWord();
  const run = useLiveRun(id);
  const [filter, setFilter] = useState<Filter>(everything);
  const [view, setView] = useState<View>('list');
  const choices = useMemo(() => choicesOf(run.tasks), [run.tasks]);
  const wanted = useDeferredValue(filter);
  const tasks = useMemo(() => shown(run.tasks, wanted), [run.tasks, wanted]);

  if (run.document === null) {
    return run.error ? <Failed error={run.error} again={run.again} /> : <Loading />;
  }

  const { installation, operation, package: of, fromVersion, run: header } = run.document;
  return (
    <div className="page tall">
      <Heading title={`${installation}: ${word('operation', operation)}`} beside={<State state={header.state} />}>
        {run.connection === 'broken' && (
          <span className="quiet" role="status">
            {t('run.reconnecting')}
          </span>
        )}
        <RunActions run={run} />
      </Heading>
      <p className="quiet row">
        <Link href={to.installation(installation)}>
          <bdi>{installation}</bdi>
        </Link>
        {of && (
          <Link href={to.package(of.digest)}>
            <bdi>{of.name}</bdi> {fromVersion && fromVersion !== of.version ? `${fromVersion} → ${of.version}` : of.version}
          </Link>
        )}
        <span className="mono">{id}</span>
        {header.continues && <Link href={to.run(header.continues)}>{t('run.continues', { run: header.continues })}</Link>}
      </p>
      <RunNotices run={run} isTaskOpen={task !== undefined} onFilter={setFilter} />
      {header.state === 'queued' ? (
        <p role="status">{t('run.waiting')}</p>
      ) : (
        <>
          <Progress states={choices.states} total={run.tasks.length} />
          <div className="row">
            <SegmentedControl
              size="sm"
              aria-label={t('packages.tasks')}
              value={view}
              onChange={(chosen) => setView(chosen as View)}
              data={[
                { value: 'list', label: t('run.list') },
                { value: 'graph', label: t('run.graph') },
                { value: 'logs', label: t('run.logs') },
              ]}
            />
          </div>
          {view === 'list' && (
            <div>
              <Filters choices={choices} filter={filter} shown={tasks.length} total={run.tasks.length} onChange={setFilter} />
            </div>
          )}
          <div className={`split${task === undefined ? '' : ' with-side'}`}>
            <div className={`pane${view === 'list' ? ' of-list' : ''}`}>
              <Suspense fallback={<Loading />}>
                {view === 'list' && <TaskList run={id} tasks={tasks} chosen={task} />}
                {view === 'graph' && (
                  <RunGraph
                    run={run}
                    chosen={task}
                    onGroup={(group) => {
                      setFilter({ ...everything, group });
                      setView('list');
                    }}
                  />
                )}
                {view === 'logs' && <AllLogs run={id} />}
              </Suspense>
            </div>
            {task !== undefined && (
              <div className="pane">
                <TaskPane key={task} run={run} name={task} />
              </div>
            )}
          </div>
        </>
      )}
    </div>
  );
}
