import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { query } from '../api/client';
import { useDocument } from '../api/queries';
import { useMay } from '../api/session';
import type { StoredPackage } from '../api/types';
import { Ago } from '../parts/Ago';
import { Answered } from '../parts/Answered';
import { Empty } from '../parts/Empty';
import { Heading } from '../parts/Heading';
import { Table } from '../parts/Table';
import { to } from '../shell/address';
import { bytes } from '../texts/times';
import { FromRegistry } from './FromRegistry';
import { Upload } from './Upload';

export default function Packages() {
  const { t } = useTranslation();
  const may = useMay('operator');
  const packages = useDocument<StoredPackage[]>('/packages');
  return (
    <div className="page stack">
      <Heading title={t('packages.title')} />
      {may && <Upload />}
      {may && <FromRegistry />}
      <Answered query={packages}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t('packages.none')} help={may ? t('packages.noneHelp') : undefined} />
          ) : (
            <div className="card scroll">
              <Table
                heads={[
                  t('common.name'),
                  t('common.version'),
                  t('packages.digest'),
                  t('packages.size'),
                  t('packages.stored'),
                  may && t('common.actions'),
                ]}
              >
                {rows.map((row) => (
                  <tr key={row.digest}>
                    <td>
                      <Link href={to.package(row.digest)}>
                        <bdi>{row.name}</bdi>
                      </Link>
                    </td>
                    <td>{row.version}</td>
                    <td className="mono" title={row.digest}>
                      {row.digest.slice(0, 19)}…
                    </td>
                    <td>{bytes(row.size)}</td>
                    <td>
                      <Ago at={row.storedAt} />
                    </td>
                    {may && (
                      <td>
                        <Button size="compact-sm" variant="default" component={Link} href={`/install${query({ package: row.digest })}`}>
                          {t('packages.install')}
                        </Button>
                      </td>
                    )}
                  </tr>
                ))}
              </Table>
            </div>
          )
        }
      </Answered>
    </div>
  );
}
