import { Textarea, TextInput } from '@mantine/core';
import { emptied, typed } from './answers';
import { useFieldTexts } from './FieldShell';
import type { FieldProps } from './types';

const longWidgets = ['textarea', 'multiline', 'code', 'text'];

export function TextField(props: FieldProps) {
  const { question, given, onGiven } = props;
  const texts = useFieldTexts(props);
  const value = typed(question, given);
  const take = (text: string) => onGiven(text === '' ? emptied(question) : text);
  return longWidgets.includes(question.widget ?? '') || value.includes('\n') ? (
    <Textarea {...texts} rows={5} value={value} onChange={(event) => take(event.currentTarget.value)} />
  ) : (
    <TextInput {...texts} value={value} onChange={(event) => take(event.currentTarget.value)} />
  );
}
