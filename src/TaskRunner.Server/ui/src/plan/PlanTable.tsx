import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlannedTask } from '../api/types';
import { Table } from '../parts/Table';
import { useWord } from '../texts/i18n';

const step = 200;

const tones: Record<string, string> = { run: 'busy', decide: 'odd', reuse: 'good', 'output-only': 'good' };

export function PlanTable({ tasks }: { tasks: PlannedTask[] }) {
  const { t } = useTranslation();
  const word = useWord();
  const [count, setCount] = useState(step);
  return (
    <div className="scroll">
      <Table heads={[t('wizard.action'), t('common.name'), t('common.type'), t('common.reason')]}>
        {tasks.slice(0, count).map((task) => (
          <tr key={task.name}>
            <td>
              <span className={`state ${tones[task.action] ?? ''}`}>{word('action', task.action)}</span>
            </td>
            <td>
              <bdi>{task.name}</bdi>
            </td>
            <td>{task.type}</td>
            <td className="quiet">
              <bdi>{task.text ?? task.reason}</bdi>
              {task.mode && ` · ${t('form.mode', { mode: task.mode })}`}
            </td>
          </tr>
        ))}
      </Table>
      {tasks.length > count && (
        <Button mt="sm" size="xs" variant="default" onClick={() => setCount(count + step)}>
          {t('common.more')} ({tasks.length - count})
        </Button>
      )}
    </div>
  );
}
