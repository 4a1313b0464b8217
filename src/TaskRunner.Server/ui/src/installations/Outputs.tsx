import { useTranslation } from 'react-i18next';
import { path } from '../api/client';
import { useDocument } from '../api/queries';
import type { JsonMap } from '../api/types';
import { Answered } from '../parts/Answered';
import { ValueTable } from '../parts/ValueTable';
import { flat } from './flat';

export function Outputs({ name }: { name: string }) {
  const { t } = useTranslation();
  const outputs = useDocument<JsonMap>(path`/installations/${name}/outputs`);
  return (
    <div className="card">
      <Answered query={outputs}>{(value) => <ValueTable values={Object.fromEntries(flat(value))} none={t('installation.noOutputs')} />}</Answered>
    </div>
  );
}
