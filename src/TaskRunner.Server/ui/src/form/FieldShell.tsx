import { useTranslation } from 'react-i18next';
import { useErrorsAt, useLocalized } from './FormContext';
import type { FieldProps } from './types';

/** What every field of a form has: its name, what is said of it, and what is wrong with it. */
export function useFieldTexts({ question, pointer, given }: FieldProps) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const error = useErrorsAt(pointer, given === null || given === '');
  const isShown = question.default !== undefined && question.default !== null && typeof question.default !== 'object';
  const notes = [
    localized(question.description),
    question.generated && t('form.generated'),
    question.origin === 'global' && t('form.fromGlobal'),
    question.immutable && t('form.immutable'),
    question.deprecated && t('form.deprecated'),
  ].filter(Boolean);
  return {
    label: localized(question.title) || question.name,
    description: notes.length > 0 ? notes.join(' · ') : undefined,
    placeholder: isShown ? t('form.defaultIs', { value: String(question.default) }) : question.examples?.[0] === undefined ? undefined : String(question.examples[0]),
    error,
    withAsterisk: question.required && question.default === undefined && !question.generated,
  };
}
