import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveRun } from './LiveRun';

export function useLiveRun(id: string): LiveRun {
  const run = useMemo(() => new LiveRun(id), [id]);
  const { language } = useTranslation().i18n; // what the server said is in it
  useEffect(() => {
    run.open();
    return () => run.close();
  }, [run, language]);
  useSyncExternalStore(run.subscribe, run.current);
  return run;
}
