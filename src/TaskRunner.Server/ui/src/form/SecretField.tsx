import { PasswordInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Json } from '../api/types';
import { isMap } from './answers';
import { useFieldTexts } from './FieldShell';
import type { FieldProps } from './types';

const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];
const kinds = ['literal', 'env', 'file', 'store'] as const;
type Kind = (typeof kinds)[number];

function kindOf(given: Json | undefined): Kind {
  return kinds.find((kind) => isMap(given) && `$${kind}` in given) ?? 'literal';
}

/** A secret is typed in, or said where it is found; one that is kept already is never shown, only replaced. */
export function SecretField(props: FieldProps) {
  const { question, given, onGiven } = props;
  const { t } = useTranslation();
  const texts = useFieldTexts(props);
  const [kind, setKind] = useState<Kind>(kindOf(given));
  const isKept = question.origin === 'recorded';
  const placeholder = isKept ? t('form.unchanged') : undefined;
  const text = typeof given === 'string' ? given : isMap(given) ? String(given[`$${kind}`] ?? '') : '';
  const take = (value: string) => onGiven(value === '' ? undefined : kind === 'literal' ? value : { [`$${kind}`]: value });
  // The choice beside it stands level with it, whatever is said of the secret.
  const common = { ...texts, placeholder, value: text, withAsterisk: texts.withAsterisk && !isKept, inputWrapperOrder: order, 'aria-invalid': texts.error ? true : undefined };
  return (
    <div className="item">
      {kind === 'literal' ? (
        <PasswordInput {...common} autoComplete="new-password" onChange={(event) => take(event.currentTarget.value)} />
      ) : (
        <TextInput {...common} onChange={(event) => take(event.currentTarget.value)} />
      )}
      <Select
        w={190}
        label={t('form.secretRef')}
        aria-label={`${texts.label}: ${t('form.secretRef')}`}
        allowDeselect={false}
        value={kind}
        data={kinds.map((value) => ({ value, label: t(`form.secretKind.${value}`) }))}
        onChange={(chosen) => {
          setKind(chosen as Kind);
          onGiven(undefined);
        }}
      />
    </div>
  );
}
