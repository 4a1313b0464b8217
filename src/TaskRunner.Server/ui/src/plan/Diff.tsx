import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const step = 500;

const kinds: Record<string, string> = { '+': 'diff-added', '-': 'diff-removed', '~': 'diff-changed', '@': 'quiet' };

/** Lines of a unified difference; the sign stays in the text, so that colour is not the only thing that tells them apart. */
export function Diff({ lines }: { lines: string[] }) {
  const { t } = useTranslation();
  const [count, setCount] = useState(step);
  return (
    <>
      <pre className="json diff" tabIndex={0} aria-label={t('plan.difference')}>
        {lines.slice(0, count).map((line, i) => (
          <span key={i} className={kinds[line[0] ?? ''] ?? ''}>
            {`${line}\n`}
          </span>
        ))}
      </pre>
      {lines.length > count && (
        <Button size="xs" variant="default" onClick={() => setCount(count + step)}>
          {t('common.more')} ({lines.length - count})
        </Button>
      )}
    </>
  );
}
