import { type ReactNode, useEffect } from 'react';

export function Heading({ title, children, beside }: { title: string; children?: ReactNode; beside?: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · TaskRunner`;
  }, [title]);
  return (
    <div className="heading">
      <h1>
        <bdi>{title}</bdi>
      </h1>
      {beside}
      <span className="gap" />
      {children}
    </div>
  );
}
