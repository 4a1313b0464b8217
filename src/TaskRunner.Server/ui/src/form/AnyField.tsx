import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { effective, emptied } from './answers';
import { useFieldTexts } from './FieldShell';
import type { FieldProps } from './types';

/** Where anything will do, the answer is typed as JSON. */
export function AnyField(props: FieldProps) {
  const { question, given, onGiven } = props;
  const { t } = useTranslation();
  const texts = useFieldTexts(props);
  const first = effective(question, given);
  const [text, setText] = useState(first === undefined ? '' : JSON.stringify(first, null, 2));
  const [wrong, setWrong] = useState<string | null>(null);
  const take = (next: string) => {
    setText(next);
    try {
      onGiven(next.trim() === '' ? emptied(question) : (JSON.parse(next) as Json));
      setWrong(null);
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Textarea
      {...texts}
      label={`${texts.label} (${t('form.json')})`}
      classNames={{ input: 'mono' }}
      rows={4}
      value={text}
      error={wrong === null ? texts.error : t('form.jsonWrong', { message: wrong })}
      onChange={(event) => take(event.currentTarget.value)}
    />
  );
}
