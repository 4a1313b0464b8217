import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../api/types';
import { TaskRow } from './TaskRow';

const rowHeight = 40;

/** As many rows as there are on the screen, however many tasks there are. */
export function TaskList({ run, tasks, chosen }: { run: string; tasks: Task[]; chosen: string | undefined }) {
  const { t } = useTranslation();
  const list = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: tasks.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: (index) => tasks[index]!.name,
  });
  // Chosen in the graph, it is in sight here too; a row that is keeps its place.
  const place = chosen === undefined ? -1 : tasks.findIndex((task) => task.name === chosen);
  const latest = useRef(place);
  latest.current = place;
  useEffect(() => {
    if (latest.current >= 0) {
      rows.scrollToIndex(latest.current, { align: 'auto' });
    }
  }, [chosen, place < 0, rows]);
  return (
    <div className="list" ref={list} tabIndex={0} role="group" aria-label={t('packages.tasks')}>
      {tasks.length === 0 && <p className="centre quiet">{t('run.noMatch')}</p>}
      <div className="inner" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const task = tasks[row.index]!;
          return <TaskRow key={row.key} run={run} task={task} top={row.start} isChosen={task.name === chosen} />;
        })}
      </div>
    </div>
  );
}
