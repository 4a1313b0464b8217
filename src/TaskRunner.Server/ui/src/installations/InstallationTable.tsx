import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { InstallationRow } from '../api/types';
import { Ago } from '../parts/Ago';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { to } from '../shell/address';
import { useWord } from '../texts/i18n';

export function InstallationTable({ title, rows }: { title: string; rows: InstallationRow[] }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <section className="section">
      <h2>{title}</h2>
      <div className="card scroll even">
        <Table heads={[t('common.installation'), t('common.package'), t('common.state'), t('installations.lastRun'), t('installations.health')]}>
          {rows.map((row) => (
            <tr key={row.installation}>
              <td>
                <Link href={to.installation(row.installation)}>
                  <bdi>{row.installation}</bdi>
                </Link>
              </td>
              <td>
                {row.package === null ? <span className="quiet">{t('installations.notInstalled')}</span> : <bdi>{row.package}</bdi>} {row.version}
              </td>
              <td>
                <State state={row.state} />
              </td>
              <td>
                {row.lastRun ? (
                  <Link href={to.run(row.lastRun.id)}>
                    {word('operation', row.lastRun.operation)} · <Ago at={row.lastRun.finishedAt ?? row.lastRun.startedAt} />
                  </Link>
                ) : (
                  <span className="quiet">{t('installations.never')}</span>
                )}
              </td>
              <td>
                <span className="row">
                  {Object.entries(row.services).map(([state, count]) => (
                    <span key={state}>
                      <State state={state} /> <span className="quiet">{count}</span>
                    </span>
                  ))}
                </span>
              </td>
            </tr>
          ))}
        </Table>
      </div>
    </section>
  );
}
