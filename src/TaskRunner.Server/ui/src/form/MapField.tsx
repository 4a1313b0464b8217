import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { AnyField } from './AnyField';
import { effective, isMap, withEntry, without } from './answers';
import { useFieldTexts } from './FieldShell';
import { useField } from './FormContext';
import { GroupError } from './GroupError';
import { NewItem } from './NewItem';
import { escaped } from './pointer';
import type { FieldProps } from './types';

/** A map with keys of the person's own. */
export function MapField(props: FieldProps) {
  const { question, pointer, given, onGiven } = props;
  const { t } = useTranslation();
  const Field = useField();
  const { label, description, error } = useFieldTexts(props);
  const [key, setKey] = useState('');
  const [added, setAdded] = useState<string | null>(null);
  const item = question.item;
  if (item === undefined) {
    return <AnyField {...props} />;
  }
  const value = effective(question, given);
  const entries = isMap(value) ? value : {};
  const add = () => {
    const name = key.trim();
    if (name !== '') {
      setAdded(name);
      onGiven(withEntry(entries, name, entries[name] ?? (item.kind === 'group' ? {} : '')));
      setKey('');
    }
  };
  return (
    <fieldset className="group">
      <legend>{label}</legend>
      {description && <p className="hint">{description}</p>}
      {Object.entries(entries).map(([name, answer]) => (
        <div key={name} className="item">
          <NewItem isNew={name === added}>
            <Field
              question={{ ...item, name, title: { en: name }, required: true, asked: true, origin: undefined, value: undefined }}
              pointer={`${pointer}/${escaped(name)}`}
              given={answer}
              onGiven={(next: Json | undefined) => onGiven(withEntry(entries, name, next ?? (item.kind === 'group' ? {} : '')))}
            />
          </NewItem>
          <div className="buttons">
            <Button size="compact-sm" variant="default" aria-label={`${t('common.remove')}: ${name}`} onClick={() => onGiven(without(entries, [name]))}>
              {t('common.remove')}
            </Button>
          </div>
        </div>
      ))}
      <div className="row section">
        <TextInput
          size="xs"
          aria-label={`${label}: ${t('form.key')}`}
          placeholder={t('form.key')}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault(); // it would send the form
              add();
            }
          }}
        />
        <Button size="xs" variant="default" disabled={key.trim() === ''} aria-label={`${label}: ${t('form.addKey')}`} onClick={add}>
          {t('form.addKey')}
        </Button>
      </div>
      <GroupError error={error} />
    </fieldset>
  );
}
