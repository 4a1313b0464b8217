import { useQuery } from '@tanstack/react-query';
import { memo, useCallback, useState } from 'react';
import { api, path, query } from '../api/client';
import type { Task } from '../api/types';
import { Answered } from '../parts/Answered';
import { Graph } from './Graph';
import type { GraphDocument, GraphNode } from './types';

interface Props {
  run: string;
  tasks: Task[];
  chosen: string | undefined;
  onGroup: (group: string) => void;
  onTask: (name: string) => void;
}

/** Places are asked for once; how the tasks stand comes with the run's own events. What is typed into the filters beside it is no reason to draw it again. */
export default memo(function RunGraph({ run, tasks, chosen, onGroup, onTask }: Props) {
  const [isUnfolded, setIsUnfolded] = useState(false);
  const place = path`/runs/${run}/graph` + query({ collapse: isUnfolded ? 'no' : undefined });
  const graph = useQuery({ queryKey: [place], queryFn: () => api.get<GraphDocument>(place), staleTime: Infinity });
  const onChoose = useCallback((node: GraphNode) => (node.type === 'group' ? onGroup(node.name) : onTask(node.name)), [onGroup, onTask]);
  return (
    <Answered query={graph}>
      {(laidOut) => <Graph graph={laidOut} tasks={tasks} chosen={chosen} isUnfolded={isUnfolded} onUnfold={setIsUnfolded} onChoose={onChoose} />}
    </Answered>
  );
});
