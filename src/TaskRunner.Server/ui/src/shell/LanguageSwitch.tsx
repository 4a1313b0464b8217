import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { queries } from '../api/queries';
import { type Language, speak } from '../texts/i18n';

/** The server words its refusals and reasons itself, so what it said is asked for again. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('app.languageLabel')}
      value={i18n.language}
      data={[
        { value: 'en', label: 'English' },
        { value: 'zh', label: '中文' },
      ]}
      onChange={(language) => {
        speak(language as Language);
        void queries.invalidateQueries();
      }}
    />
  );
}
