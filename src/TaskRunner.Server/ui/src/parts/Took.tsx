import { useEffect, useState } from 'react';
import { span } from '../texts/times';

/** How long something took; counts on while it does. */
export function Took({ from, to }: { from: string | null | undefined; to: string | null | undefined }) {
  const [, setNow] = useState(0);
  const isOpen = !!from && !to;
  useEffect(() => {
    const timer = isOpen ? setInterval(() => setNow(Date.now()), 1_000) : undefined;
    return () => clearInterval(timer);
  }, [isOpen]);
  return span(from, to);
}
