import { Switch } from '@mantine/core';
import { effective } from './answers';
import { useFieldTexts } from './FieldShell';
import type { FieldProps } from './types';

export function BooleanField(props: FieldProps) {
  const { question, given, onGiven } = props;
  const { label, description, error } = useFieldTexts(props);
  return (
    <Switch
      label={label}
      description={description}
      error={error}
      checked={effective(question, given) === true}
      onChange={(event) => onGiven(event.currentTarget.checked)}
    />
  );
}
