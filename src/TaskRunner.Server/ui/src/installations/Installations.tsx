import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocument } from '../api/queries';
import { useMay } from '../api/session';
import type { InstallationRow } from '../api/types';
import { Answered } from '../parts/Answered';
import { Empty } from '../parts/Empty';
import { Heading } from '../parts/Heading';
import { drifted, isLive } from '../parts/states';
import { InstallationTable } from './InstallationTable';

const wanting = ['needs-decision', 'rollback-failed', 'interrupted', 'failed'];

/** What waits for a decision, what failed, and what works no more although its last run succeeded. */
function wantsPerson(row: InstallationRow): boolean {
  return row.needsDecision || wanting.includes(row.state ?? '') || drifted.some((state) => row.services[state]);
}

export default function Installations() {
  const { t } = useTranslation();
  const may = useMay('operator');
  const installations = useDocument<InstallationRow[]>('/installations', { every: 4_000 });
  return (
    <div className="page">
      <Heading title={t('installations.title')}>
        {may && (
          <Button component={Link} href="/install">
            {t('installations.first')}
          </Button>
        )}
      </Heading>
      <Answered query={installations}>
        {(rows) => {
          const waiting = rows.filter(wantsPerson);
          const busy = rows.filter((row) => !wantsPerson(row) && isLive(row.state ?? ''));
          const rest = rows.filter((row) => !wantsPerson(row) && !isLive(row.state ?? ''));
          return rows.length === 0 ? (
            <Empty title={t('installations.none')} help={may ? t('installations.noneHelp') : undefined} />
          ) : (
            <>
              {waiting.length > 0 && <InstallationTable title={t('installations.attention')} rows={waiting} />}
              {busy.length > 0 && <InstallationTable title={t('installations.busy')} rows={busy} />}
              {rest.length > 0 && <InstallationTable title={t('installations.rest')} rows={rest} />}
            </>
          );
        }}
      </Answered>
    </div>
  );
}
