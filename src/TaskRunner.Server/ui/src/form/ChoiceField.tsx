import { Select } from '@mantine/core';
import { effective, emptied } from './answers';
import { useFieldTexts } from './FieldShell';
import type { FieldProps } from './types';

export function ChoiceField(props: FieldProps) {
  const { question, given, onGiven } = props;
  const value = effective(question, given);
  return (
    <Select
      {...useFieldTexts(props)}
      clearable={given !== undefined && given !== null}
      allowDeselect={false}
      data={(question.choices ?? []).map((choice) => ({ value: JSON.stringify(choice), label: typeof choice === 'string' ? choice : JSON.stringify(choice) }))}
      value={value === undefined || value === null ? null : JSON.stringify(value)}
      onChange={(chosen) => onGiven(chosen === null ? emptied(question) : JSON.parse(chosen))}
    />
  );
}
