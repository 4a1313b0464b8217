import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en, type Texts } from './en';
import { zh } from './zh';

export type Language = 'en' | 'zh';

const kept = 'taskrunner-language';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'page';
    resources: { page: Texts };
  }
}

function first(): Language {
  const chosen = localStorage.getItem(kept) ?? navigator.language;
  return chosen.startsWith('zh') ? 'zh' : 'en';
}

export function startTexts(): void {
  void i18next.use(initReactI18next).init({
    lng: first(),
    fallbackLng: 'en',
    defaultNS: 'page',
    resources: { en: { page: en }, zh: { page: zh } },
    interpolation: { escapeValue: false }, // React writes texts as texts
    initAsync: false,
  });
  document.documentElement.lang = i18next.language === 'zh' ? 'zh-CN' : 'en';
}

export function speak(language: Language): void {
  localStorage.setItem(kept, language);
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  void i18next.changeLanguage(language);
}

type Family = 'state' | 'operation' | 'action' | 'attemptKind' | 'role';

/** A word of the API in the reader's language; one the page does not know is shown as it came. */
export function useWord(): (family: Family, word: string | null | undefined) => string {
  const { t } = useTranslation();
  const translate = t as unknown as (key: string, options: { defaultValue: string }) => string;
  return (family, word) => (word ? translate(`${family}.${word}`, { defaultValue: word }) : '');
}
