import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useDocument } from '../api/queries';
import type { InstallationDocument, Service } from '../api/types';
import { Ago } from '../parts/Ago';
import { State } from '../parts/State';
import { ServiceTable } from '../services/ServiceTable';
import { to } from '../shell/address';
import { useWord } from '../texts/i18n';
import { span } from '../texts/times';

export function Overview({ name, document }: { name: string; document: InstallationDocument }) {
  const { t } = useTranslation();
  const word = useWord();
  const services = useDocument<Service[]>('/services', { every: 8_000 });
  const own = services.data?.filter((service) => service.installation === name) ?? [];
  const { run, installed } = document;
  return (
    <div className="stack">
      <div className="card">
        <table className="plain">
          <tbody>
            <tr>
              <th scope="row">{t('common.package')}</th>
              <td>
                {installed ? (
                  <Link href={to.package(installed.digest)}>
                    <bdi>{installed.name}</bdi> {installed.version}
                  </Link>
                ) : (
                  t('common.none')
                )}
              </td>
            </tr>
            <tr>
              <th scope="row">{t('installations.lastRun')}</th>
              <td>
                <Link href={to.run(run.id)}>
                  {word('operation', document.operation)} · <Ago at={run.startedAt} />
                </Link>{' '}
                <State state={run.state} /> <span className="quiet">{span(run.startedAt, run.finishedAt)}</span>
              </td>
            </tr>
            <tr>
              <th scope="row">{t('history.revision')}</th>
              <td>{document.revision}</td>
            </tr>
          </tbody>
        </table>
      </div>
      {own.length > 0 && (
        <section>
          <h2>{t('installations.health')}</h2>
          <ServiceTable services={own} />
        </section>
      )}
    </div>
  );
}
