import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { Problem } from '../api/problem';
import { Failed } from './Failed';
import { Heading } from './Heading';
import { ProblemNotice } from './ProblemNotice';

const lists = {
  installation: ['missing.installation', '/installations', 'nav.installations'],
  run: ['missing.run', '/runs', 'nav.runs'],
  package: ['missing.package', '/packages', 'nav.packages'],
} as const;

interface Props {
  what: keyof typeof lists;
  error: unknown;
  again: () => void;
}

/** A whole page that cannot be shown: what does not exist leads to where it would be listed, anything else is tried again. */
export function NotShown({ what, error, again }: Props) {
  const { t } = useTranslation();
  const [title, place, list] = lists[what];
  return error instanceof Problem && error.status === 404 ? (
    <>
      <Heading title={t(title)} />
      <ProblemNotice problem={error} />
      <p>
        <Link href={place}>{t('missing.to', { list: t(list) })}</Link>
      </p>
    </>
  ) : (
    <>
      <Heading title={t('common.failed')} />
      <Failed error={error} again={again} />
    </>
  );
}
