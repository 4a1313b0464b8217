import { type ComponentType, createContext, useContext } from 'react';
import { useTranslation } from 'react-i18next';
import type { Localized } from '../api/types';
import type { FieldError, FieldProps } from './types';

export interface FormState {
  errors: FieldError[];
  /** Answers that are missing are only complained about once somebody tried to go on. */
  showsMissing: boolean;
  /** The field for a question of any kind: those that have others inside take it from here, and need not know all kinds. */
  Field: ComponentType<FieldProps>;
}

export const FormContext = createContext<FormState>({ errors: [], showsMissing: false, Field: () => null });

export const missingCode = 'TR3001';

/** What the server says is wrong with the answer at a place; what was only begun is not wrong yet. */
export function useErrorsAt(pointer: string, isBlank = false): string | undefined {
  const { errors, showsMissing } = useContext(FormContext);
  const own = errors.filter((error) => error.pointer === pointer && error.severity === 'error' && (showsMissing || !(isBlank || error.code === missingCode)));
  return own.length === 0 ? undefined : own.map((error) => error.message).join('\n');
}

export function useField(): ComponentType<FieldProps> {
  return useContext(FormContext).Field;
}

export function useLocalized(): (text: Localized | undefined | null) => string {
  const { i18n } = useTranslation();
  return (text) => (text ? ((i18n.language === 'zh' ? text.zh : undefined) ?? text.en) : '');
}
