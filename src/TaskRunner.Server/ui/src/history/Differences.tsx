import { useTranslation } from 'react-i18next';
import { path, query } from '../api/client';
import { useDocument } from '../api/queries';
import type { Difference } from '../api/types';
import { Answered } from '../parts/Answered';
import { DifferenceTable } from './DifferenceTable';

export function Differences({ name, from, to }: { name: string; from: string; to: string }) {
  const { t } = useTranslation();
  const differences = useDocument<Difference[]>(path`/installations/${name}/differences` + query({ from, to }));
  return (
    <section className="card">
      <h2>{t('history.differences')}</h2>
      <Answered query={differences}>
        {(rows) => (rows.length === 0 ? <p className="quiet">{t('history.same')}</p> : <DifferenceTable rows={rows} />)}
      </Answered>
    </section>
  );
}
