import { AnyField } from './AnyField';
import { BooleanField } from './BooleanField';
import { ChoiceField } from './ChoiceField';
import { GroupField } from './GroupField';
import { ListField } from './ListField';
import { MapField } from './MapField';
import { NumberField } from './NumberField';
import { SecretField } from './SecretField';
import { TextField } from './TextField';
import type { FieldProps } from './types';

/** The field for a question, by its kind; none while the question is not asked under the answers as they are. */
export function Field(props: FieldProps) {
  const { question } = props;
  if (!question.asked) {
    return null;
  }
  if (question.secret) {
    return <SecretField {...props} />;
  }
  switch (question.kind) {
    case 'text':
      return <TextField {...props} />;
    case 'integer':
    case 'number':
      return <NumberField {...props} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'choice':
      return <ChoiceField {...props} />;
    case 'list':
      return <ListField {...props} />;
    case 'map':
      return <MapField {...props} />;
    case 'group':
      return <GroupField {...props} />;
    case 'any':
      return <AnyField {...props} />;
  }
}
