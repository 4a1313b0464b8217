import '../styles/form.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import type { InstallationRow, JsonMap, StoredPackage } from '../api/types';
import { useDocument } from '../api/queries';
import { Heading } from '../parts/Heading';
import { Only } from '../parts/Only';
import { Answers } from './Answers';
import { ChoosePackage } from './ChoosePackage';
import { PlanStep } from './PlanStep';
import { Steps } from './Steps';

/** Package, answers, plan: nothing is done before the last button. Answers live as long as the page: secrets are kept nowhere else. */
export default function Wizard() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const installation = search.get('installation');
  const [digest, setDigest] = useState(search.get('package'));
  const [name, setName] = useState(installation ?? '');
  const [answers, setAnswers] = useState<JsonMap>({});
  const [step, setStep] = useState(digest === null ? 1 : 2);
  const packages = useDocument<StoredPackage[]>('/packages');
  const installations = useDocument<InstallationRow[]>('/installations');
  const of = installations.data?.find((row) => row.installation === installation)?.package ?? null;
  const chosen = packages.data?.find((row) => row.digest === digest);

  return (
    <div className="page">
      <Heading title={installation === null ? t('wizard.title') : t('wizard.upgradeTitle', { installation })} />
      <Only role="operator">
        <Steps step={step} />
        {step === 1 && (
          <ChoosePackage
            chosen={digest}
            of={of}
            onChoose={(row) => {
              if (row.digest !== digest) {
                setAnswers({});
              }
              setDigest(row.digest);
              setStep(2);
            }}
          />
        )}
        {step === 2 && digest !== null && (
          <Answers
            digest={digest}
            name={name === '' ? (chosen?.name ?? '') : name}
            isNameFixed={installation !== null}
            onName={setName}
            answers={answers}
            onAnswers={setAnswers}
            onBack={() => setStep(1)}
            onNext={(final) => {
              setName(final);
              setStep(3);
            }}
          />
        )}
        {step === 3 && digest !== null && <PlanStep digest={digest} installation={name} answers={answers} onBack={() => setStep(2)} />}
      </Only>
    </div>
  );
}
