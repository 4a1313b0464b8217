import { Alternatives } from './Alternatives';
import { isMap, withAnswer } from './answers';
import { useErrorsAt, useField, useLocalized } from './FormContext';
import { GroupError } from './GroupError';
import { escaped } from './pointer';
import type { FieldProps } from './types';

export function GroupField({ question, pointer, given, onGiven }: FieldProps) {
  const localized = useLocalized();
  const Field = useField();
  const error = useErrorsAt(pointer);
  const answers = isMap(given) ? given : {};
  const description = localized(question.description);
  return (
    <fieldset className="group">
      <legend>{localized(question.title) || question.name}</legend>
      {description && <p className="hint">{description}</p>}
      <div className="fields">
        {question.questions?.map((part) => (
          <Field
            key={part.name}
            question={part}
            pointer={`${pointer}/${escaped(part.name)}`}
            given={answers[part.name]}
            onGiven={(value) => onGiven(withAnswer(answers, part.name, value))}
          />
        ))}
        {!!question.alternatives?.length && (
          <Alternatives alternatives={question.alternatives} pointer={pointer} answers={answers} onAnswers={(next) => onGiven(next)} />
        )}
      </div>
      <GroupError error={error} />
    </fieldset>
  );
}
