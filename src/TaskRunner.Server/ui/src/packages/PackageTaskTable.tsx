import { useTranslation } from 'react-i18next';
import type { PackageTask } from '../api/types';
import { Table } from '../parts/Table';

/** What a package does, task by task. */
export function PackageTaskTable({ tasks }: { tasks: PackageTask[] }) {
  const { t } = useTranslation();
  return (
    <Table heads={[t('common.name'), t('common.type'), t('packages.after'), t('packages.policy'), t('task.outputs')]}>
      {tasks.map((task) => (
        <tr key={task.name}>
          <td>
            <bdi>{task.name}</bdi>
            {task.title && <div className="quiet foreign">{task.title}</div>}
          </td>
          <td className="short">{task.type}</td>
          <td>
            <bdi>{task.after.join(', ')}</bdi>
          </td>
          <td>{[task.rollback && t('packages.rollback'), task.idempotent && t('packages.idempotent')].filter(Boolean).join(' · ')}</td>
          <td>
            <bdi>{task.outputs.join(', ')}</bdi>
          </td>
        </tr>
      ))}
    </Table>
  );
}
