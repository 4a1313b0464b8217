import { useTranslation } from 'react-i18next';
import { useDocument } from '../api/queries';
import type { StoredPackage } from '../api/types';
import { FromRegistry } from '../packages/FromRegistry';
import { Upload } from '../packages/Upload';
import { Ago } from '../parts/Ago';
import { Answered } from '../parts/Answered';

interface Props {
  chosen: string | null;
  /** Of an installation that is brought to another version: its package, of which only versions are offered. */
  of: string | null;
  onChoose: (row: StoredPackage) => void;
}

export function ChoosePackage({ chosen, of, onChoose }: Props) {
  const { t } = useTranslation();
  const packages = useDocument<StoredPackage[]>('/packages');
  return (
    <div className="stack">
      <Upload onStored={onChoose} />
      <FromRegistry onStored={onChoose} />
      <section className="section">
        <h2>{of === null ? t('wizard.recent') : t('wizard.versions', { name: of })}</h2>
        <Answered query={packages}>
          {(rows) => {
            const offered = rows.filter((row) => of === null || row.name === of);
            return offered.length === 0 ? (
              <p className="quiet">{t('wizard.noPackages')}</p>
            ) : (
              <div className="pick">
                {offered.map((row) => (
                  <button key={row.digest} type="button" aria-current={row.digest === chosen} onClick={() => onChoose(row)}>
                    <span>
                      <bdi>{row.name}</bdi> {row.version} <span className="quiet mono">{row.digest.slice(7, 19)}</span>
                    </span>
                    <span className="quiet">
                      <Ago at={row.storedAt} />
                    </span>
                  </button>
                ))}
              </div>
            );
          }}
        </Answered>
      </section>
    </div>
  );
}
