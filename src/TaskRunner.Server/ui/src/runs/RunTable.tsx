import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { RunRow } from '../api/types';
import { Ago } from '../parts/Ago';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { Took } from '../parts/Took';
import { to } from '../shell/address';
import { useWord } from '../texts/i18n';

export function RunTable({ runs }: { runs: RunRow[] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="card scroll">
      <Table heads={[t('common.run'), t('common.state'), t('common.installation'), t('common.operation'), t('common.package'), t('common.started'), t('common.took')]}>
        {runs.map((run) => (
          <tr key={run.id}>
            <td className="short mono">
              <Link href={to.run(run.id)}>{run.id}</Link>
            </td>
            <td className="short">
              <State state={run.state} />
            </td>
            <td>
              <Link href={to.installation(run.installation)}>
                <bdi>{run.installation}</bdi>
              </Link>
            </td>
            <td className="short">{word('operation', run.operation)}</td>
            <td>
              <bdi>{run.package}</bdi> {run.version}
            </td>
            <td className="short">
              <Ago at={run.startedAt} />
            </td>
            <td className="short">
              <Took from={run.startedAt} to={run.finishedAt} />
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
