import { Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JsonMap } from '../api/types';
import { withAnswer, without } from './answers';
import { useField, useLocalized } from './FormContext';
import { escaped } from './pointer';
import type { Alternative } from './types';

interface Props {
  alternatives: Alternative[];
  pointer: string;
  answers: JsonMap;
  onAnswers: (answers: JsonMap | undefined) => void;
}

/** One of several sets of questions. Choosing another takes the answers to the first away with it. */
export function Alternatives({ alternatives, pointer, answers, onAnswers }: Props) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const Field = useField();
  const [picked, setPicked] = useState<number | null>(null);
  const taken = alternatives.findIndex((alternative) => alternative.taken);
  const chosen = picked ?? (taken < 0 ? null : taken);
  const choose = (index: number | null) => {
    setPicked(index);
    const names = alternatives.flatMap((alternative) => [...alternative.questions.map((q) => q.name), ...Object.keys(alternative.mark ?? {})]);
    const next = { ...without(answers, names), ...(index === null ? {} : alternatives[index]!.mark) };
    onAnswers(Object.keys(next).length === 0 ? undefined : next);
  };
  const open = chosen === null ? undefined : alternatives[chosen];
  return (
    <>
      <Select
        label={t('form.oneOf')}
        allowDeselect={false}
        value={chosen === null ? null : String(chosen)}
        placeholder={t('form.none')}
        data={alternatives.map((alternative, i) => ({ value: String(i), label: localized(alternative.title) || String(i + 1) }))}
        onChange={(value) => choose(value === null ? null : Number(value))}
      />
      {open?.questions
        .filter((part) => !(part.name in (open.mark ?? {})))
        .map((part) => (
          <Field
            key={part.name}
            question={part}
            pointer={`${pointer}/${escaped(part.name)}`}
            given={answers[part.name]}
            onGiven={(value) => onAnswers(withAnswer(answers, part.name, value))}
          />
        ))}
    </>
  );
}
