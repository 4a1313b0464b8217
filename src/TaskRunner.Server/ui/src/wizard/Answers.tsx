import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, path } from '../api/client';
import type { JsonMap } from '../api/types';
import { Form } from '../form/Form';
import { missingCode } from '../form/FormContext';
import type { FormDocument } from '../form/types';
import { Failed } from '../parts/Failed';
import { Loading } from '../parts/Loading';

interface Props {
  digest: string;
  name: string;
  isNameFixed: boolean;
  onName: (name: string) => void;
  answers: JsonMap;
  onAnswers: (answers: JsonMap) => void;
  onBack: () => void;
  onNext: (name: string) => void;
}

const pause = 250;

/** The form: every change is shown to the server, which says what is asked now and what is wrong. */
export function Answers({ digest, name, isNameFixed, onName, answers, onAnswers, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const [showsMissing, setShowsMissing] = useState(false);
  const [tries, setTries] = useState(0);
  const box = useRef<HTMLFormElement>(null);
  // Whoever tried to go on is taken to the first thing that is wrong.
  useEffect(() => box.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid]:is(p)')?.focus(), [tries]);
  const [asked] = useDebouncedValue({ name, answers }, pause);
  const questions = useQuery({
    queryKey: ['/questions', digest, asked],
    queryFn: () => api.post<FormDocument>(path`/packages/${digest}/questions`, { installation: asked.name, answers: asked.answers }),
    placeholderData: (before) => before,
    gcTime: 0, // answers may be secrets
  });
  const isSettled = asked.name === name && asked.answers === answers && !questions.isFetching;
  const next = (form: FormDocument) => {
    const wrong = form.errors.some((error) => error.severity === 'error' && error.code !== missingCode);
    if (form.missing.length > 0 || wrong) {
      setShowsMissing(true);
      setTries(tries + 1);
    } else {
      onNext(name.trim());
    }
  };
  // What was asked last stays when the server refuses to say what is asked now: a name can still be mended.
  const [last, setLast] = useState<FormDocument>();
  useEffect(() => setLast((before) => questions.data ?? before), [questions.data]);
  const form = questions.data ?? last;
  if (form === undefined) {
    return questions.isError ? <Failed error={questions.error} again={() => void questions.refetch()} /> : <Loading />;
  }
  return (
    <form
      className="stack"
      ref={box}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        next(form);
      }}
    >
      <div className="fields">
        <TextInput
          label={t('wizard.installation')}
          description={t('wizard.installationHelp')}
          value={name}
          readOnly={isNameFixed}
          onChange={(event) => onName(event.currentTarget.value)}
          required
        />
      </div>
      {questions.isError && <Failed error={questions.error} again={() => void questions.refetch()} />}
      {form.scopes.every((scope) => scope.questions.length === 0) && <p className="quiet">{t('wizard.noQuestions')}</p>}
      <Form form={form} answers={answers} showsMissing={showsMissing} onAnswers={onAnswers} />
      <div className="row section">
        <Button variant="default" onClick={onBack}>
          {t('common.back')}
        </Button>
        <Button type="submit" disabled={!isSettled || questions.isError || name.trim() === ''}>
          {t('wizard.toPlan')}
        </Button>
        <span role="status" className="quiet">
          {!isSettled ? t('wizard.checking') : form.missing.length > 0 ? t('wizard.missing', { count: form.missing.length }) : ''}
        </span>
      </div>
    </form>
  );
}
