import { useTranslation } from 'react-i18next';
import { path } from '../api/client';
import { useDocument } from '../api/queries';
import type { JsonMap } from '../api/types';
import { Answered } from '../parts/Answered';
import { ValueTable } from '../parts/ValueTable';
import { flat } from './flat';

export function Configuration({ name }: { name: string }) {
  const { t } = useTranslation();
  const answers = useDocument<JsonMap>(path`/installations/${name}/configuration`);
  return (
    <div className="card">
      <Answered query={answers}>{(value) => <ValueTable values={Object.fromEntries(flat(value))} none={t('installation.noConfiguration')} />}</Answered>
    </div>
  );
}
