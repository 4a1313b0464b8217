import type { ReactNode } from 'react';
import type { Question } from './types';

/** Questions that stand under one heading; without one they stand on their own. */
export function ScopeGroup({ title, questions, field }: { title: string | null; questions: Question[]; field: (question: Question) => ReactNode }) {
  if (!questions.some((question) => question.asked)) {
    return null;
  }
  return title === null ? (
    <>{questions.map(field)}</>
  ) : (
    <fieldset className="group">
      <legend>{title}</legend>
      <div className="fields">{questions.map(field)}</div>
    </fieldset>
  );
}
