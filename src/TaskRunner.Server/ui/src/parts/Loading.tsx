import { Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** @param what What is waited for, where that takes a while and is more than a document. */
export function Loading({ what }: { what?: string }) {
  const { t } = useTranslation();
  return (
    <div className="centre" role="status" data-loading>
      <Loader size="sm" aria-hidden />
      <p className="quiet">{what ?? t('common.loading')}</p>
    </div>
  );
}
