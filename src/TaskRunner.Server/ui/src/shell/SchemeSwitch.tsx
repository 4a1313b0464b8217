import { SegmentedControl, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function SchemeSwitch() {
  const { t } = useTranslation();
  // Mantine stops transitions with a <style> element otherwise, which the policy of the page refuses.
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('app.theme')}
      value={useComputedColorScheme('light')}
      data={[
        { value: 'light', label: t('app.light') },
        { value: 'dark', label: t('app.dark') },
      ]}
      onChange={(scheme) => setColorScheme(scheme as 'light' | 'dark')}
    />
  );
}
