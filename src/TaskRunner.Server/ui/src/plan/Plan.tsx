import { Switch } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanAnswer } from '../api/types';
import { DifferenceTable } from '../history/DifferenceTable';
import { Code } from '../parts/Code';
import { CopyBox } from '../parts/CopyBox';
import { useWord } from '../texts/i18n';
import { PlanTable } from './PlanTable';
import { PreviewCard } from './PreviewCard';

function Names({ title, names }: { title: string; names: string[] | undefined }) {
  return !names?.length ? null : (
    <div className="notice warn-side">
      <strong>{title}</strong>
      <p className="wrap">
        <bdi>{names.join(', ')}</bdi>
      </p>
    </div>
  );
}

/** A plan for a person to agree to: what changes, what runs and why, and the same as a command. */
export function Plan({ answer }: { answer: PlanAnswer }) {
  const { t } = useTranslation();
  const word = useWord();
  const [onlyRuns, setOnlyRuns] = useState(false);
  const { plan, changes, warnings, repeated, pruned, commandLine } = answer;
  const all = [...plan.tasks, ...plan.kept];
  const previews = plan.tasks.flatMap((task) => (task.preview ? [{ name: task.name, preview: task.preview }] : []));
  const shown = onlyRuns ? all.filter((task) => task.action === 'run' || task.action === 'decide') : all;
  return (
    <div className="stack">
      <p>
        <strong>
          {word('operation', plan.operation)}: <bdi>{plan.installation}</bdi>
        </strong>{' '}
        <span className="quiet">
          <bdi>{plan.package.name}</bdi> {plan.fromVersion && plan.fromVersion !== plan.package.version ? `${plan.fromVersion} → ${plan.package.version}` : plan.package.version}
        </span>
      </p>
      {!plan.hasChanges && <p className="notice good-side">{t('wizard.nothing')}</p>}
      {!!warnings?.length && (
        <div className="notice warn-side">
          <strong>{t('wizard.warnings')}</strong>
          {warnings.map((warning, i) => (
            <p key={i} className="wrap">
              <Code code={warning.code} /> {warning.message}
            </p>
          ))}
        </div>
      )}
      <Names title={t('wizard.repeated')} names={repeated} />
      <Names title={t('wizard.pruned')} names={pruned} />
      {!!changes?.length && (
        <section className="card">
          <h2>{t('wizard.changes')}</h2>
          <DifferenceTable rows={changes} />
        </section>
      )}
      <section className="card">
        <div className="row">
          <h2>{t('wizard.tasks')}</h2>
          <Switch label={t('wizard.only')} checked={onlyRuns} onChange={(event) => setOnlyRuns(event.currentTarget.checked)} />
        </div>
        <PlanTable tasks={shown} />
      </section>
      {previews.length > 0 && (
        <section className="card stack">
          <h2>{t('plan.title')}</h2>
          {previews.map((task) => (
            <PreviewCard key={task.name} {...task} />
          ))}
        </section>
      )}
      <section className="card">
        <h2>{t('wizard.command')}</h2>
        <CopyBox text={commandLine} label={t('wizard.command')} />
      </section>
    </div>
  );
}
