import { useEffect, useState } from 'react';
import { ago, moment } from '../texts/times';

/** How long ago something was, with the exact time on hover; counts on by itself. */
export function Ago({ at }: { at: string | null | undefined }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 10_000);
    return () => clearInterval(timer);
  }, []);
  return at ? (
    <time dateTime={at} title={moment(at)}>
      {ago(at, now)}
    </time>
  ) : null;
}
