import { Checkbox, MultiSelect, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { path } from '../api/client';
import { useDocument } from '../api/queries';
import type { PackageDocument } from '../api/types';

/** What a person may want otherwise than the package says. */
export interface Options {
  rollbackOnFailure: string;
  allowDowngrade: boolean;
  prune: boolean;
  run: string[];
  reuse: string[];
}

export const asThePackageSays: Options = { rollbackOnFailure: '', allowDowngrade: false, prune: false, run: [], reuse: [] };

interface Props {
  digest: string;
  isUpgrade: boolean;
  options: Options;
  onChange: (options: Options) => void;
}

export function PlanOptions({ digest, isUpgrade, options, onChange }: Props) {
  const { t } = useTranslation();
  const shown = useDocument<PackageDocument>(path`/packages/${digest}`);
  const tasks = shown.data?.tasks.map((task) => task.name) ?? [];
  const set = (change: Partial<Options>) => onChange({ ...options, ...change });
  return (
    <section className="card">
      <h2>{t('wizard.options')}</h2>
      <div className="fields">
        <Select
          label={t('wizard.rollbackOnFailure')}
          allowDeselect={false}
          value={options.rollbackOnFailure}
          onChange={(chosen) => set({ rollbackOnFailure: chosen ?? '' })}
          data={[
            { value: '', label: t('wizard.rollbackDefault') },
            { value: 'none', label: t('wizard.rollbackNone') },
            { value: 'failed', label: t('wizard.rollbackFailed') },
            { value: 'all', label: t('wizard.rollbackAll') },
          ]}
        />
        {isUpgrade && (
          <>
            <MultiSelect searchable limit={100} label={t('wizard.runAgain')} data={tasks.filter((name) => !options.reuse.includes(name))} value={options.run} onChange={(run) => set({ run })} />
            <MultiSelect searchable limit={100} label={t('wizard.reuse')} data={tasks.filter((name) => !options.run.includes(name))} value={options.reuse} onChange={(reuse) => set({ reuse })} />
            <Checkbox label={t('wizard.allowDowngrade')} checked={options.allowDowngrade} onChange={(event) => set({ allowDowngrade: event.currentTarget.checked })} />
            <Checkbox label={t('wizard.prune')} checked={options.prune} onChange={(event) => set({ prune: event.currentTarget.checked })} />
          </>
        )}
      </div>
    </section>
  );
}
