import type { ReactNode } from 'react';

interface Props {
  title: string;
  help?: string;
  /** It is there, but not for everyone: a lock instead of an empty box. */
  isLocked?: boolean;
  children?: ReactNode;
}

const box = 'M3 8 12 3l9 5v8l-9 5-9-5ZM3 8l9 5 9-5M12 13v8';
const lock = 'M6 11V8a6 6 0 0 1 12 0v3M5 11h14v9H5ZM12 15v2';

/** Says that there is nothing, why, and what to do about it. */
export function Empty({ title, help, isLocked, children }: Props) {
  return (
    <div className="centre empty" role={isLocked ? 'status' : undefined}>
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden>
        <path d={isLocked ? lock : box} />
      </svg>
      <h2>{title}</h2>
      {help && <p>{help}</p>}
      {children}
    </div>
  );
}
