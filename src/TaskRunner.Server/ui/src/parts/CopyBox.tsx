import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';

export function CopyBox({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation();
  const clipboard = useClipboard();
  return (
    <div className="command-box">
      <pre className="command" tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <Button variant="default" size="xs" onClick={() => clipboard.copy(text)}>
        {clipboard.copied ? t('common.copied') : t('common.copy')}
      </Button>
    </div>
  );
}
