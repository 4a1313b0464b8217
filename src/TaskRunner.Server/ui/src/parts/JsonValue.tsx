import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { isSecret } from './secrets';

const longest = 20_000;

/** A value of others as text, and as nothing but text. */
export function JsonValue({ value }: { value: Json | undefined }) {
  const { t } = useTranslation();
  if (value === undefined || value === null) {
    return <span className="quiet">–</span>;
  }
  if (isSecret(value)) {
    return <span className="quiet mono">{t('common.sealed', { fingerprint: value.$secret })}</span>;
  }
  if (typeof value !== 'object') {
    const text = String(value);
    return <span className="mono foreign">{text.length > longest ? `${text.slice(0, longest)}…` : text}</span>;
  }
  const text = JSON.stringify(value, null, 2);
  return <pre className="json">{text.length > longest ? `${text.slice(0, longest)}…` : text}</pre>;
}
