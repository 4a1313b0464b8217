import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Unreachable } from '../api/connection';
import { Problem } from '../api/problem';
import { ProblemNotice } from './ProblemNotice';

/** Instead of what could not be loaded: why, and a way to try again. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      {error instanceof Problem ? (
        <ProblemNotice problem={error} />
      ) : (
        <div className="notice bad-side" role="alert">
          <strong>{t('common.failed')}</strong>
          <p>{error instanceof Unreachable ? t('common.offline') : error instanceof Error ? error.message : String(error)}</p>
        </div>
      )}
      {again && (
        <div>
          <Button variant="default" onClick={again}>
            {t('common.again')}
          </Button>
        </div>
      )}
    </div>
  );
}
