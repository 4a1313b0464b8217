import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import type { Service } from '../api/types';
import { Ago } from '../parts/Ago';
import { State } from '../parts/State';
import { drifted } from '../parts/states';
import { Table } from '../parts/Table';
import { ValueList } from '../parts/ValueList';
import { to } from '../shell/address';

export function ServiceTable({ services }: { services: Service[] }) {
  const { t } = useTranslation();
  return (
    <div className="card scroll">
      <Table
        heads={[
          t('common.name'),
          t('common.type'),
          t('common.version'),
          t('common.state'),
          t('services.from'),
          t('task.outputs'),
          t('services.updated'),
        ]}
      >
        {services.map((service) => (
          <tr key={service.name}>
            <td>
              <bdi>{service.name}</bdi>
            </td>
            <td className="short">{service.type}</td>
            <td className="short">{service.version}</td>
            <td>
              <State state={service.state} />
              {drifted.includes(service.state) && (
                <p className="bad">
                  {t('services.drift')} · <Ago at={service.updatedAt} />
                </p>
              )}
            </td>
            <td className="short">
              {service.installation && (
                <Link href={to.installation(service.installation)}>
                  <bdi>{service.installation}</bdi>
                </Link>
              )}
              {service.run && (
                <div>
                  <Link href={to.run(service.run)} className="mono">
                    {service.run}
                  </Link>
                </div>
              )}
            </td>
            <td><ValueList values={service.outputs} /></td>
            <td className="short">
              <Ago at={service.updatedAt} />
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}
