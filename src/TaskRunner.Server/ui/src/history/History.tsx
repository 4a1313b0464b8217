import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { path } from '../api/client';
import { useDocument } from '../api/queries';
import type { HistoryRow } from '../api/types';
import { Ago } from '../parts/Ago';
import { Answered } from '../parts/Answered';
import { Empty } from '../parts/Empty';
import { State } from '../parts/State';
import { Table } from '../parts/Table';
import { Took } from '../parts/Took';
import { to } from '../shell/address';
import { useWord } from '../texts/i18n';
import { Differences } from './Differences';

/** The runs of an installation; two of them ticked are compared, the older one first. */
export function History({ name }: { name: string }) {
  const { t } = useTranslation();
  const word = useWord();
  const history = useDocument<HistoryRow[]>(path`/installations/${name}/history`, { every: 8_000 });
  const [ticked, setTicked] = useState<string[]>([]);
  const tick = (run: string) => setTicked((now) => (now.includes(run) ? now.filter((r) => r !== run) : [...now, run].slice(-2)));
  return (
    <Answered query={history}>
      {(rows) => {
        const [newer, older] = rows.map((row) => row.run).filter((run) => ticked.includes(run));
        return rows.length === 0 ? (
          <Empty title={t('history.none')} />
        ) : (
          <div className="stack">
            <div className="card scroll">
              <Table
                heads={[
                  t('history.compare'),
                  t('history.revision'),
                  t('common.operation'),
                  t('common.package'),
                  t('common.state'),
                  t('common.started'),
                  t('common.took'),
                ]}
              >
                {rows.map((row) => (
                  <tr key={row.run}>
                    <td>
                      <Checkbox aria-label={`${t('history.compare')} ${row.run}`} checked={ticked.includes(row.run)} onChange={() => tick(row.run)} />
                    </td>
                    <td>{row.revision ?? '–'}</td>
                    <td>
                      <Link href={to.run(row.run)}>{word('operation', row.operation)}</Link>
                    </td>
                    <td>
                      <bdi>{row.package}</bdi> {row.fromVersion && row.fromVersion !== row.version ? `${row.fromVersion} → ${row.version}` : row.version}
                    </td>
                    <td className="short">
                      <State state={row.state} />
                    </td>
                    <td className="short">
                      <Ago at={row.startedAt} />
                    </td>
                    <td className="short">
                      <Took from={row.startedAt} to={row.finishedAt} />
                    </td>
                  </tr>
                ))}
              </Table>
            </div>
            {newer !== undefined && older !== undefined ? (
              <Differences name={name} from={older} to={newer} />
            ) : (
              rows.length > 1 && <p className="quiet">{t('history.pick')}</p>
            )}
          </div>
        );
      }}
    </Answered>
  );
}
