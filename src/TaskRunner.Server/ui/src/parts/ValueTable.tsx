import { useTranslation } from 'react-i18next';
import type { JsonMap } from '../api/types';
import { Table } from './Table';
import { JsonValue } from './JsonValue';

export function ValueTable({ values, none }: { values: JsonMap | null | undefined; none: string }) {
  const { t } = useTranslation();
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) {
    return <p className="quiet">{none}</p>;
  }
  return (
    <Table heads={[t('common.name'), t('installation.value')]}>
      {entries.map(([name, value]) => (
        <tr key={name}>
          <td>
            <bdi>{name}</bdi>
          </td>
          <td>
            <JsonValue value={value} />
          </td>
        </tr>
      ))}
    </Table>
  );
}
