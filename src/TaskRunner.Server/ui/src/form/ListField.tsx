import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { AnyField } from './AnyField';
import { effective } from './answers';
import { useFieldTexts } from './FieldShell';
import { useField } from './FormContext';
import { GroupError } from './GroupError';
import { NewItem } from './NewItem';
import type { FieldProps, Question } from './types';

const blank: Record<string, Json> = { text: '', boolean: false, group: {}, map: {}, list: [] };

/** An item stands for itself: it has a number for a name, and is there because somebody added it. */
function itemAt(item: Question, index: number, title: string): Question {
  return { ...item, name: String(index), title: { en: title }, required: true, asked: true, origin: undefined, value: undefined };
}

export function ListField(props: FieldProps) {
  const { question, pointer, given, onGiven } = props;
  const { t } = useTranslation();
  const Field = useField();
  const { label, description, error } = useFieldTexts(props);
  const [added, setAdded] = useState(-1);
  const item = question.item;
  if (item === undefined) {
    return <AnyField {...props} />;
  }
  const value = effective(question, given);
  const items = Array.isArray(value) ? value : [];
  const put = (index: number, answer: Json | undefined) => onGiven(items.map((old, i) => (i === index ? (answer ?? blank[item.kind] ?? null) : old)));
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      {description && <p className="hint">{description}</p>}
      {items.map((answer, index) => (
        <div key={index} className="item">
          <NewItem isNew={index === added}>
            <Field
              question={itemAt(item, index, t('form.item', { number: index + 1 }))}
              pointer={`${pointer}/${index}`}
              given={answer}
              onGiven={(next) => put(index, next)}
            />
          </NewItem>
          <div className="buttons">
            {index > 0 && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t('form.moveUp', { number: index + 1 })}
                onClick={() => onGiven(items.map((old, i) => (i === index - 1 ? items[index]! : i === index ? items[index - 1]! : old)))}
              >
                ↑
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t('form.removeItem', { number: index + 1 })}
              onClick={() => onGiven(items.filter((_, i) => i !== index))}
            >
              {t('common.remove')}
            </Button>
          </div>
        </div>
      ))}
      <Button
        mt="sm"
        size="xs"
        variant="default"
        aria-label={`${label}: ${t('form.addItem')}`}
        onClick={() => {
          setAdded(items.length);
          onGiven([...items, blank[item.kind] ?? null]);
        }}
      >
        {t('form.addItem')}
      </Button>
      <GroupError error={error} />
    </fieldset>
  );
}
