import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { queries, useDocument } from '../api/queries';
import { useMay } from '../api/session';
import type { Service } from '../api/types';
import { Answered } from '../parts/Answered';
import { Empty } from '../parts/Empty';
import { Failed } from '../parts/Failed';
import { Heading } from '../parts/Heading';
import { ServiceTable } from './ServiceTable';

export default function Services() {
  const { t } = useTranslation();
  const may = useMay('operator');
  const services = useDocument<Service[]>('/services', { every: 8_000 });
  const look = useMutation({
    mutationFn: () => api.post<Service[]>('/services/refresh'),
    onSuccess: (found) => queries.setQueryData(['/services'], found),
  });
  return (
    <div className="page">
      <Heading title={t('services.title')}>
        {may && (
          <Button variant="default" loading={look.isPending} onClick={() => look.mutate()}>
            {t('services.refresh')}
          </Button>
        )}
      </Heading>
      {look.error && <Failed error={look.error} />}
      <Answered query={services}>
        {(rows) => (rows.length === 0 ? <Empty title={t('services.none')} help={t('services.noneHelp')} /> : <ServiceTable services={rows} />)}
      </Answered>
    </div>
  );
}
