import { useTranslation } from 'react-i18next';
import type { Failure, TaskDetail } from '../api/types';
import { moment } from '../texts/times';

function FailureText({ title, failure }: { title: string; failure: Failure }) {
  const { t } = useTranslation();
  return (
    <div className="notice bad-side">
      <strong>
        {title}: {failure.reason}
        {typeof failure.exitCode === 'number' && ` (${t('task.exit', { code: failure.exitCode })})`}
      </strong>
      {failure.message && <p className="foreign">{failure.message.slice(0, 8_000)}</p>}
    </div>
  );
}

/** What went wrong with a task, what is known of it, and what a person said about it. */
export function Trouble({ task }: { task: TaskDetail }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      {task.failure && <FailureText title={t('task.failure')} failure={task.failure} />}
      {task.rollbackFailure && <FailureText title={t('task.rollbackFailure')} failure={task.rollbackFailure} />}
      {task.evidence && (
        <div className="notice warn-side">
          <strong>{t('task.evidence')}</strong>
          <p className="foreign">{task.evidence.slice(0, 8_000)}</p>
        </div>
      )}
      {task.decided && (
        <div className="notice">
          <strong>{t('task.decided', { by: task.decided.by, as: task.decided.as })}</strong>
          <p className="foreign">
            {task.decided.reason} <span className="quiet">{moment(task.decided.at)}</span>
          </p>
        </div>
      )}
      {!!task.blockedBy?.length && <p className="quiet foreign">{t('run.blockedBy', { names: task.blockedBy.join(', ') })}</p>}
      {!!task.rollbackBlockedBy?.length && <p className="quiet foreign">{t('task.rollbackBlockedBy', { names: task.rollbackBlockedBy.join(', ') })}</p>}
    </div>
  );
}
