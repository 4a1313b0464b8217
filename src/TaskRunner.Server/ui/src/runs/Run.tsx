import '../styles/run.css';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useLiveRun } from '../live/useLiveRun';
import { Heading } from '../parts/Heading';
import { Loading } from '../parts/Loading';
import { NotShown } from '../parts/NotShown';
import { State } from '../parts/State';
import { to } from '../shell/address';
import { useWord } from '../texts/i18n';
import { choicesOf, everything, type Filter } from './filter';
import { Progress } from './Progress';
import { RunActions } from './RunActions';
import { RunBody } from './RunBody';
import { RunNotices } from './RunNotices';

export default function Run({ id, task }: { id: string; task: string | undefined }) {
  const { t } = useTranslation();
  const word = useWord();
  const run = useLiveRun(id);
  const [filter, setFilter] = useState<Filter>(everything);
  const choices = useMemo(() => choicesOf(run.tasks), [run.tasks]);

  if (run.document === null) {
    return run.error ? (
      <div className="page">
        <NotShown what="run" error={run.error} again={run.again} />
      </div>
    ) : (
      <Loading />
    );
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
          <RunBody run={run} task={task} choices={choices} filter={filter} onFilter={setFilter} />
        </>
      )}
    </div>
  );
}
