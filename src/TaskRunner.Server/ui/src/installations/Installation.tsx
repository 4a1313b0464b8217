import { Tabs } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { path } from '../api/client';
import { useDocument } from '../api/queries';
import type { InstallationDocument } from '../api/types';
import { History } from '../history/History';
import { Answered } from '../parts/Answered';
import { Heading } from '../parts/Heading';
import { NotShown } from '../parts/NotShown';
import { State } from '../parts/State';
import { to } from '../shell/address';
import { Configuration } from './Configuration';
import { InstallationActions } from './InstallationActions';
import { Outputs } from './Outputs';
import { Overview } from './Overview';

export default function Installation({ name, tab }: { name: string; tab: string | undefined }) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const installation = useDocument<InstallationDocument>(path`/installations/${name}`, { every: 4_000 });
  return (
    <div className="page">
      <Answered query={installation} failed={(error, again) => <NotShown what="installation" error={error} again={again} />}>
        {(document) => (
          <>
            <Heading title={name} beside={<State state={document.run.state} />}>
              <InstallationActions name={name} document={document} />
            </Heading>
            {document.openRun !== null && !['running', 'rolling-back'].includes(document.run.state) && (
              <div className="notice warn-side" role="status">
                <strong>{t('installation.openRun')}</strong>
                <p>{t('installation.openRunHelp')}</p>
                <p>
                  <Link href={to.run(document.openRun)}>{t('installation.look')}</Link>
                </p>
              </div>
            )}
            <Tabs
              className="section"
              keepMounted={false}
              value={tab ?? 'overview'}
              onChange={(chosen) => go(to.installation(name, chosen === 'overview' ? undefined : (chosen ?? undefined)))}
            >
              <Tabs.List>
                <Tabs.Tab value="overview">{t('installation.overview')}</Tabs.Tab>
                <Tabs.Tab value="history">{t('installation.history')}</Tabs.Tab>
                <Tabs.Tab value="configuration">{t('installation.configuration')}</Tabs.Tab>
                <Tabs.Tab value="outputs">{t('installation.outputs')}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="overview" pt="md">
                <Overview name={name} document={document} />
              </Tabs.Panel>
              <Tabs.Panel value="history" pt="md">
                <History name={name} />
              </Tabs.Panel>
              <Tabs.Panel value="configuration" pt="md">
                <Configuration name={name} />
              </Tabs.Panel>
              <Tabs.Panel value="outputs" pt="md">
                <Outputs name={name} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </Answered>
    </div>
  );
}
