import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Heading } from '../parts/Heading';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <Heading title={t('app.notFound')} />
      <p className="quiet">{t('app.notFoundHelp')}</p>
      <Link href="/">{t('app.home')}</Link>
    </div>
  );
}
