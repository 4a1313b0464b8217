import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Preview } from '../api/types';
import { Code } from '../parts/Code';
import { Diff } from './Diff';

const fewLines = 12;

/** What one task would change, as its type found out before anything runs. A long difference is opened by a person. */
export function PreviewCard({ name, preview }: { name: string; preview: Preview }) {
  const { t } = useTranslation();
  const lines = preview.diff ? preview.diff.replace(/\n+$/, '').split('\n') : [];
  const [isOpen, setOpen] = useState(lines.length <= fewLines);
  return (
    <section className="preview">
      <h3>
        <bdi>{name}</bdi>
        <span className="quiet">
          {' '}
          <bdi>{preview.verb === 'unknown' && !preview.subject ? t('plan.hindered') : t(`plan.${preview.verb}`, { subject: preview.subject ?? '' })}</bdi>
        </span>
      </h3>
      {preview.notes.map((note, i) => (
        <p key={i} className="wrap">
          <bdi>{note}</bdi>
        </p>
      ))}
      {preview.problems.map((problem, i) => (
        <p key={i} className="wrap diff-removed">
          <Code code={problem.code} /> <bdi>{problem.message}</bdi>
        </p>
      ))}
      {lines.length > 0 &&
        (isOpen ? (
          <Diff lines={lines} />
        ) : (
          <Button size="xs" variant="default" onClick={() => setOpen(true)}>
            {t('plan.show', { count: lines.length })}
          </Button>
        ))}
    </section>
  );
}
