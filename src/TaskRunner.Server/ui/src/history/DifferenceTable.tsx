import { useTranslation } from 'react-i18next';
import type { Difference } from '../api/types';
import { JsonValue } from '../parts/JsonValue';
import { Table } from '../parts/Table';

export function DifferenceTable({ rows }: { rows: Difference[] }) {
  const { t } = useTranslation();
  return (
    <div className="scroll">
      <Table heads={[t('installation.path'), t('history.kind'), t('history.before'), t('history.after')]}>
        {rows.map((row) => (
          <tr key={row.path}>
            <td className="mono">
              <bdi>{row.path}</bdi>
            </td>
            <td className={`short diff-${row.kind}`}>{t(`history.${row.kind}`)}</td>
            <td>
              <JsonValue value={row.from} />
            </td>
            <td>
              <JsonValue value={row.to} />
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
