import { useMediaQuery } from '@mantine/hooks';
import { useCallback, useState } from 'react';

const views = ['list', 'both', 'graph', 'logs'] as const;

export type RunView = (typeof views)[number];

const kept = 'taskrunner-run-view';

function wanted(): RunView {
  const word = localStorage.getItem(kept);
  return views.find((view) => view === word) ?? 'both';
}

/** How a run is looked at: as the reader last chose, and as the window has room for. The graph is beside the list only where both can be read. */
export function useRunView() {
  const isWide = useMediaQuery('(min-width: 1200px)', undefined, { getInitialValueInEffect: false }) === true;
  const [chosen, setChosen] = useState(wanted);
  const choose = useCallback((view: RunView) => {
    localStorage.setItem(kept, view);
    setChosen(view);
  }, []);
  /** To where the list is, and no wish for next time: what was pressed was a group. */
  const toList = useCallback(() => setChosen((now) => (now === 'list' ? now : 'both')), []);
  return { view: chosen === 'both' && !isWide ? 'list' : chosen, choices: views.filter((view) => isWide || view !== 'both'), choose, toList } as const;
}
