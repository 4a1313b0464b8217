import { TextInput } from '@mantine/core';
import { emptied, typed } from './answers';
import { useFieldTexts } from './FieldShell';
import type { FieldProps } from './types';

/** What is no number goes to the server as it was typed, so that there is one place that says what is wrong with it. */
export function numberOf(text: string): number | string {
  const value = Number(text);
  return /^-?(\d+)(\.\d+)?([eE][+-]?\d+)?$/.test(text.trim()) && (Number.isSafeInteger(value) || !Number.isInteger(value)) ? value : text;
}

export function NumberField(props: FieldProps) {
  const { question, given, onGiven } = props;
  return (
    <TextInput
      {...useFieldTexts(props)}
      inputMode={question.kind === 'integer' ? 'numeric' : 'decimal'}
      value={typed(question, given)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        onGiven(text.trim() === '' ? emptied(question) : numberOf(text));
      }}
    />
  );
}
