import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import { refresh, useDocument } from '../api/queries';
import type { InstallationRow, JsonMap, PlanAnswer } from '../api/types';
import { Failed } from '../parts/Failed';
import { Loading } from '../parts/Loading';
import { Plan } from '../plan/Plan';
import { to } from '../shell/address';
import { asThePackageSays, PlanOptions } from './PlanOptions';

interface Props {
  digest: string;
  installation: string;
  answers: JsonMap;
  onBack: () => void;
}

/** What would be done and why. Only here is anything begun, and it is what was shown: a plan that no longer holds is refused. */
export function PlanStep({ digest, installation, answers, onBack }: Props) {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const [{ rollbackOnFailure, ...wanted }, setOptions] = useState(asThePackageSays);
  const installations = useDocument<InstallationRow[]>('/installations');
  const isThere = installations.data?.some((row) => row.installation === installation && row.package !== null);
  const plan = useQuery({
    queryKey: ['/plans', digest, installation, answers, wanted, isThere],
    queryFn: () =>
      api.post<PlanAnswer>('/plans', {
        installation,
        operation: isThere ? 'upgrade' : 'install',
        package: digest,
        answers,
        ...wanted,
      }),
    enabled: isThere !== undefined,
    staleTime: Infinity,
    gcTime: 0,
  });
  const begin = useMutation({
    mutationFn: () => api.post<{ run: string }>('/runs', { plan: plan.data!.id, ...(rollbackOnFailure === '' ? {} : { rollbackOnFailure }) }),
    onSuccess: (answer) => {
      refresh('/installations', '/runs');
      go(to.run(answer.run));
    },
  });
  const isPlanOld = begin.error instanceof Problem && begin.error.status === 409;
  return (
    <div className="stack">
      {plan.isError && (
        <div className="stack">
          <h2>{t('wizard.refused')}</h2>
          <Failed error={plan.error} again={() => void plan.refetch()} />
        </div>
      )}
      {plan.isPending && <Loading what={t('wizard.planning')} />}
      {plan.data && <Plan answer={plan.data} />}
      <PlanOptions digest={digest} isUpgrade={isThere === true} options={{ rollbackOnFailure, ...wanted }} onChange={setOptions} />
      {begin.error && <Failed error={begin.error} again={isPlanOld ? () => (begin.reset(), void plan.refetch()) : undefined} />}
      <div className="row">
        <Button variant="default" onClick={onBack}>
          {t('common.back')}
        </Button>
        <Button loading={begin.isPending} disabled={!plan.data || plan.isFetching} onClick={() => begin.mutate()}>
          {t('wizard.go')}
        </Button>
      </div>
    </div>
  );
}
