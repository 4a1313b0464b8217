import { useTranslation } from 'react-i18next';
import type { JsonMap } from '../api/types';
import { Code } from '../parts/Code';
import { Alternatives } from './Alternatives';
import { isMap, withAnswer } from './answers';
import { Field } from './Field';
import { FormContext, missingCode, useLocalized } from './FormContext';
import { ScopeGroup } from './ScopeGroup';
import type { FormDocument, Question, Scope } from './types';

interface Props {
  form: FormDocument;
  answers: JsonMap;
  showsMissing: boolean;
  onAnswers: (answers: JsonMap) => void;
}

function answersOf(scope: Scope, answers: JsonMap): JsonMap {
  const part = scope.task === null ? answers.config : isMap(answers.tasks) ? answers.tasks[scope.task] : undefined;
  return isMap(part) ? part : {};
}

function withScope(scope: Scope, answers: JsonMap, next: JsonMap | undefined): JsonMap {
  if (scope.task === null) {
    return withAnswer(answers, 'config', next) ?? {};
  }
  return withAnswer(answers, 'tasks', withAnswer(isMap(answers.tasks) ? answers.tasks : {}, scope.task, next)) ?? {};
}

/** A package's questions as fields. Which are asked, and what is wrong with an answer, only the server says. */
export function Form({ form, answers, showsMissing, onAnswers }: Props) {
  const { t } = useTranslation();
  const localized = useLocalized();
  const known = new Set<string>();
  const note = (question: Question, pointer: string) => {
    known.add(pointer);
    question.questions?.forEach((part) => note(part, part.pointer));
  };
  form.scopes.forEach((scope) => scope.questions.forEach((question) => note(question, question.pointer)));
  // What belongs to no field that is shown is said above them all.
  const loose = form.errors.filter((error) => error.severity === 'error' && error.code !== missingCode && !isBelow(error.pointer, known));

  return (
    <FormContext value={{ errors: form.errors, showsMissing, Field }}>
      <div className="fields">
        {loose.map((error, i) => (
          <p key={i} className="notice bad-side" role="alert" data-invalid tabIndex={-1}>
            <Code code={error.code} /> {error.message}
          </p>
        ))}
        {form.scopes
          .filter((scope) => scope.questions.length > 0 || scope.alternatives.length > 0)
          .map((scope) => {
            const own = answersOf(scope, answers);
            const put = (next: JsonMap | undefined) => onAnswers(withScope(scope, answers, next));
            const field = (question: Question) => (
              <Field
                key={question.name}
                question={question}
                pointer={question.pointer}
                given={own[question.name]}
                onGiven={(given) => put(withAnswer(own, question.name, given))}
              />
            );
            return (
              <section key={scope.pointer} className="fields">
                {scope.task !== null && (
                  <h2>
                    {t('form.taskScope', { task: localized(scope.title) || scope.task })}
                    {scope.mode && <span className="quiet"> · {t('form.mode', { mode: scope.mode })}</span>}
                  </h2>
                )}
                {scope.groups.map((group, i) => (
                  <ScopeGroup key={i} title={group.title} questions={scope.questions.filter((q) => group.questions.includes(q.pointer))} field={field} />
                ))}
                {scope.alternatives.length > 0 && <Alternatives alternatives={scope.alternatives} pointer={scope.pointer} answers={own} onAnswers={put} />}
              </section>
            );
          })}
      </div>
    </FormContext>
  );
}

function isBelow(pointer: string | null, known: Set<string>): boolean {
  for (let place = pointer ?? ''; place !== ''; place = place.slice(0, place.lastIndexOf('/'))) {
    if (known.has(place)) {
      return true;
    }
  }
  return false;
}
