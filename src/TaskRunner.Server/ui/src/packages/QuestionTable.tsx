import { useTranslation } from 'react-i18next';
import type { PackageQuestion } from '../api/types';
import { JsonValue } from '../parts/JsonValue';
import { Table } from '../parts/Table';

/** What a package asks whoever installs it. */
export function QuestionTable({ questions }: { questions: PackageQuestion[] }) {
  const { t } = useTranslation();
  if (questions.length === 0) {
    return <p className="quiet">{t('packages.asksNothing')}</p>;
  }
  return (
    <Table heads={[t('common.name'), t('installation.path'), t('common.type'), t('packages.default')]}>
      {questions.map((question) => (
        <tr key={question.path}>
          <td className="mono">
            <bdi>{question.path}</bdi>
          </td>
          <td>
            <bdi>{question.title}</bdi>
          </td>
          <td className="short">
            {[question.kind, question.secret && t('common.secret'), question.required && t('form.required')].filter(Boolean).join(' · ')}
          </td>
          <td>{question.default === null ? null : <JsonValue value={question.default} />}</td>
        </tr>
      ))}
    </Table>
  );
}
