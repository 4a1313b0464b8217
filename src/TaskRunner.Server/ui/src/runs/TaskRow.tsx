import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Task } from '../api/types';
import { State } from '../parts/State';
import { Took } from '../parts/Took';
import { to } from '../shell/address';

interface Props {
  run: string;
  task: Task;
  top: number;
  isChosen: boolean;
}

export const TaskRow = memo(function TaskRow({ run, task, top, isChosen }: Props) {
  const { t } = useTranslation();
  const note = task.failure?.message ?? task.failure?.reason ?? (task.blockedBy?.length ? t('run.blockedBy', { names: task.blockedBy.join(', ') }) : task.reason);
  return (
    <Link
      href={isChosen ? to.run(run) : to.task(run, task.name)}
      className="task-row"
      aria-current={isChosen ? 'true' : undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span>
        <State state={task.state} />
      </span>
      <span className="name" title={task.name}>
        {task.name}
      </span>
      <span className="quiet type">{task.type}</span>
      <span className="quiet note">
        {task.attempts > 1 && `${t('run.attempts', { count: task.attempts })} · `}
        {note && <bdi>{note.slice(0, 300)}</bdi>}
      </span>
      <span className="took">{task.startedAt && (task.finishedAt || task.state === 'running') && <Took from={task.startedAt} to={task.finishedAt} />}</span>
    </Link>
  );
});
