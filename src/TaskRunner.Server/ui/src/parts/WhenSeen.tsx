import { useInViewport } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';

/** What costs something to load is not there before its place is looked at; then it stays. */
export function WhenSeen({ children }: { children: ReactNode }) {
  const { ref, inViewport } = useInViewport<HTMLDivElement>();
  const [wasSeen, setWasSeen] = useState(false);
  useEffect(() => setWasSeen((was) => was || inViewport), [inViewport]);
  return (
    <div className="when-seen" ref={ref}>
      {wasSeen && children}
    </div>
  );
}
