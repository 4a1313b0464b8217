import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, query } from '../api/client';
import type { AuditRow } from '../api/types';
import { Answered } from '../parts/Answered';
import { Empty } from '../parts/Empty';
import { Heading } from '../parts/Heading';
import { Only } from '../parts/Only';
import { Table } from '../parts/Table';
import { useWord } from '../texts/i18n';
import { moment } from '../texts/times';

const step = 100;

function Records() {
  const { t } = useTranslation();
  const word = useWord();
  const audit = useInfiniteQuery({
    queryKey: ['/audit'],
    queryFn: ({ pageParam }) => api.get<AuditRow[]>(`/audit${query({ before: pageParam, limit: step })}`),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last: AuditRow[]) => (last.length < step ? undefined : last.at(-1)!.number),
    select: (data) => data.pages.flat(),
  });
  return (
    <Answered query={audit}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={t('audit.none')} help={t('audit.noneHelp')} />
        ) : (
          <div className="card scroll">
            <Table heads={[t('audit.at'), t('audit.who'), t('audit.action'), t('audit.subject'), t('audit.detail'), t('audit.from')]}>
              {rows.map((row) => (
                <tr key={row.number}>
                  <td className="short">{moment(row.at)}</td>
                  <td>
                    <bdi>{row.who}</bdi> <span className="quiet nobreak">{word('role', row.role)}</span>
                  </td>
                  <td className="short mono">{row.action}</td>
                  <td>
                    <bdi>{row.subject}</bdi>
                  </td>
                  <td>
                    <bdi>{row.detail}</bdi>
                  </td>
                  <td className="short mono">{row.from}</td>
                </tr>
              ))}
            </Table>
            {audit.hasNextPage && (
              <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                {t('common.more')}
              </Button>
            )}
          </div>
        )
      }
    </Answered>
  );
}

export default function Audit() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <Heading title={t('audit.title')} />
      <Only role="admin">
        <Records />
      </Only>
    </div>
  );
}
