import { useTranslation } from 'react-i18next';

/** The code of an error: it leads to what it means and what helps, in a tab of its own, so that nothing typed is lost. */
export function Code({ code }: { code: string }) {
  const { t } = useTranslation();
  return /^TR\d{4}$/.test(code) ? (
    <a href={`/explain/${code}`} target="_blank" rel="noreferrer" className="mono" title={t('common.explain', { code })}>
      {code}
    </a>
  ) : (
    <span className="mono">{code}</span>
  );
}
