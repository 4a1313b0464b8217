import { useTranslation } from 'react-i18next';
import { CopyBox } from './CopyBox';

/** The commands that do the same as what is offered beside them, folded away until somebody wants them. */
export function CommandLine({ commands }: { commands: string[] }) {
  const { t } = useTranslation();
  return commands.length === 0 ? null : (
    <details className="commands">
      <summary>{t('wizard.command')}</summary>
      <CopyBox text={commands.join('\n')} label={t('wizard.command')} />
    </details>
  );
}
