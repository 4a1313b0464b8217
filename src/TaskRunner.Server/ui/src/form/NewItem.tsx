import { type ReactNode, useEffect, useRef } from 'react';

/** What was just added is what one wants to fill in: its first field takes the focus. */
export function NewItem({ isNew, children }: { isNew: boolean; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // After the key that added it is over: an Enter that ends in a field would send the form.
    const frame = isNew ? requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('input, textarea, button')?.focus()) : 0;
    return () => cancelAnimationFrame(frame);
  }, [isNew]);
  return <div ref={box}>{children}</div>;
}
