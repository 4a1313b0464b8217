import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { api, path, query } from '../api/client';
import type { LiveRun } from '../live/LiveRun';
import { Answered } from '../parts/Answered';
import { to } from '../shell/address';
import { Graph } from './Graph';
import type { GraphDocument } from './types';

/** Places are asked for once; how the tasks stand comes with the run's own events. */
export default function RunGraph({ run, chosen, onGroup }: { run: LiveRun; chosen: string | undefined; onGroup: (group: string) => void }) {
  const [, go] = useLocation();
  const [isUnfolded, setIsUnfolded] = useState(false);
  const place = path`/runs/${run.id}/graph` + query({ collapse: isUnfolded ? 'no' : undefined });
  const graph = useQuery({ queryKey: [place], queryFn: () => api.get<GraphDocument>(place), staleTime: Infinity });
  return (
    <Answered query={graph}>
      {(laidOut) => (
        <Graph
          graph={laidOut}
          tasks={run.tasks}
          chosen={chosen}
          isUnfolded={isUnfolded}
          onUnfold={setIsUnfolded}
          onChoose={(node) => (node.type === 'group' ? onGroup(node.name) : go(to.task(run.id, node.name)))}
        />
      )}
    </Answered>
  );
}
