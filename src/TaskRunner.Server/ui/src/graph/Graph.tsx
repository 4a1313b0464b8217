import { Button } from '@mantine/core';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from '../api/types';
import { Empty } from '../parts/Empty';
import { groupOf } from '../runs/groups';
import { GraphCanvas } from './GraphCanvas';
import { GraphSvg } from './GraphSvg';
import { statesOf } from './states';
import type { GraphDocument, GraphNode } from './types';
import { useView } from './useView';

const mostElements = 500;

/** The box a task is in: its own, or that of its group while that is folded. */
function boxOf(nodes: GraphNode[], task: string): GraphNode | undefined {
  const group = groupOf(task);
  return nodes.find((node) => node.type !== 'group' && node.name === task) ?? nodes.find((node) => node.type === 'group' && node.name === group);
}

interface Props {
  graph: GraphDocument;
  tasks: Task[];
  chosen: string | undefined;
  /** Groups are shown as their tasks. */
  isUnfolded: boolean;
  onUnfold: (isUnfolded: boolean) => void;
  onChoose: (node: GraphNode) => void;
}

export function Graph({ graph, tasks, chosen, isUnfolded, onUnfold, onChoose }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const marked = useMemo(() => (chosen === undefined ? undefined : boxOf(graph.nodes, chosen)), [graph, chosen]);
  const { view, fit, zoomBy, hasMoved, handlers } = useView(box, graph, marked);
  const states = useMemo(() => statesOf(graph.nodes, tasks), [graph, tasks]);
  const choose = useCallback((node: GraphNode) => !hasMoved() && onChoose(node), [hasMoved, onChoose]);
  const Drawing = graph.nodes.length > mostElements ? GraphCanvas : GraphSvg;
  return (
    <div className="graph" ref={box} {...handlers}>
      {graph.nodes.length === 0 ? (
        <Empty title={t('graph.empty')} />
      ) : (
        <Drawing graph={graph} states={states} view={view} chosen={marked?.id} onChoose={choose} />
      )}
      <div className="tools">
        {(isUnfolded || graph.nodes.some((node) => node.type === 'group')) && (
          <Button size="compact-sm" variant="default" onClick={() => onUnfold(!isUnfolded)}>
            {isUnfolded ? t('graph.fold') : t('graph.unfold')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" aria-label={t('graph.zoomIn')} onClick={() => zoomBy(1.3)}>
          +
        </Button>
        <Button size="compact-sm" variant="default" aria-label={t('graph.zoomOut')} onClick={() => zoomBy(1 / 1.3)}>
          −
        </Button>
        <Button size="compact-sm" variant="default" onClick={fit}>
          {t('graph.fit')}
        </Button>
      </div>
    </div>
  );
}
