import { useTranslation } from 'react-i18next';

export function Steps({ step }: { step: number }) {
  const { t } = useTranslation();
  const names = [t('wizard.stepPackage'), t('wizard.stepAnswers'), t('wizard.stepPlan')];
  return (
    <ol className="steps" aria-label={t('wizard.step', { step })}>
      {names.map((name, i) => (
        <li key={name} className={i + 1 < step ? 'done' : undefined} aria-current={i + 1 === step ? 'step' : undefined}>
          {i + 1}. {name}
        </li>
      ))}
    </ol>
  );
}
