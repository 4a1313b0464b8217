import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { query } from '../api/client';
import { useDocument } from '../api/queries';
import type { RunRow } from '../api/types';
import { Answered } from '../parts/Answered';
import { Empty } from '../parts/Empty';
import { Heading } from '../parts/Heading';
import { RunTable } from './RunTable';

const step = 50;

export default function Runs() {
  const { t } = useTranslation();
  const [limit, setLimit] = useState(step);
  const runs = useDocument<RunRow[]>(`/runs${query({ limit })}`, { every: 4_000 });
  return (
    <div className="page">
      <Heading title={t('run.runs')} />
      <Answered query={runs}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('run.noRuns')} help={t('run.noRunsHelp')} />
          ) : (
            <div className="stack">
              <RunTable runs={rows} />
              {rows.length >= limit && limit < 500 && (
                <div>
                  <Button variant="default" onClick={() => setLimit(Math.min(500, limit * 2))}>
                    {t('common.more')}
                  </Button>
                </div>
              )}
            </div>
          )
        }
      </Answered>
    </div>
  );
}
