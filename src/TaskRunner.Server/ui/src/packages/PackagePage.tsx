import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { path, query } from '../api/client';
import { useDocument } from '../api/queries';
import { useMay } from '../api/session';
import type { PackageDocument } from '../api/types';
import { Answered } from '../parts/Answered';
import { Heading } from '../parts/Heading';
import { NotShown } from '../parts/NotShown';
import { PackageTaskTable } from './PackageTaskTable';
import { QuestionTable } from './QuestionTable';
import { RemovePackage } from './RemovePackage';

export default function PackagePage({ digest }: { digest: string }) {
  const { t } = useTranslation();
  const may = useMay('operator');
  const mayRemove = useMay('admin');
  const shown = useDocument<PackageDocument>(path`/packages/${digest}`);
  return (
    <div className="page">
      <Answered query={shown} failed={(error, again) => <NotShown what="package" error={error} again={again} />}>
        {(document) => (
          <div className="stack">
            <Heading title={`${document.title || document.name} ${document.version}`}>
              {may && (
                <Button component={Link} href={`/install${query({ package: digest })}`}>
                  {t('packages.install')}
                </Button>
              )}
              {mayRemove && <RemovePackage digest={digest} document={document} />}
            </Heading>
            <p className="quiet wrap">
              <bdi>{document.name}</bdi> {document.version} · <span className="mono">{digest}</span>
            </p>
            {document.upgradeFrom && (
              <p>
                {t('packages.upgradeFrom')}: <span className="mono">{document.upgradeFrom}</span>
              </p>
            )}
            {document.requires.length > 0 && (
              <p>
                {t('packages.requires')}: {document.requires.map((r) => `${r.service} ${r.version}`).join(', ')}
              </p>
            )}
            <section className="card scroll">
              <h2>{t('packages.questions')}</h2>
              <QuestionTable questions={document.questions} />
            </section>
            <section className="card scroll">
              <h2>{t('packages.tasks')}</h2>
              <PackageTaskTable tasks={document.tasks} />
            </section>
          </div>
        )}
      </Answered>
    </div>
  );
}
