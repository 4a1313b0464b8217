import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { LiveRun } from './LiveRun';

export function useLiveRun(id: string): LiveRun {
  const run = useMemo(() => new LiveRun(id), [id]);
  useEffect(() => {
    run.open();
    return () => run.close();
  }, [run]);
  useSyncExternalStore(run.subscribe, run.current);
  return run;
}
