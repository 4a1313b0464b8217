import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { toneOf } from '../parts/states';
import { useWord } from '../texts/i18n';
import { type Drawing, fitting } from './drawing';
import type { GraphEdge, GraphNode } from './types';

const Edges = memo(function Edges({ edges }: { edges: GraphEdge[] }) {
  return edges.map((edge, i) => <polyline key={i} className={`edge ${edge.on}`} points={edge.points.map((p) => p.join(',')).join(' ')} markerEnd="url(#arrow)" />);
});

const Box = memo(function Box({ node, state, isChosen, onChoose }: { node: GraphNode; state: string; isChosen: boolean; onChoose: (node: GraphNode) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  const name = node.type === 'group' ? t('graph.group', { name: node.name, count: node.count }) : node.name;
  const first = fitting(name, node.w);
  const second = node.type === 'group' ? word('state', state) : `${node.type} · ${word('state', state)}`;
  return (
    <g
      className={`node ${toneOf(state)}${isChosen ? ' chosen' : ''}`}
      transform={`translate(${node.x} ${node.y})`}
      role="button"
      tabIndex={0}
      aria-label={`${first} ${second}${first === name ? '' : `: ${name}`}`}
      onClick={() => onChoose(node)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          onChoose(node);
        }
      }}
    >
      {first !== name && <title>{name}</title>}
      {node.type === 'group' && <rect className="box" x={4} y={4} width={node.w} height={node.h} rx={6} />}
      <rect className="box" width={node.w} height={node.h} rx={6} />
      <text aria-hidden x={10} y={node.h / 2 - 2}>
        {first}
      </text>{' '}
      <text aria-hidden className="small" x={10} y={node.h / 2 + 12}>
        {second}
      </text>
    </g>
  );
});

export function GraphSvg({ graph, states, view, chosen, onChoose }: Drawing) {
  const { t } = useTranslation();
  return (
    <svg role="group" aria-label={t('graph.label', { count: graph.nodes.length })}>
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 8 4 0 8Z" fill="currentColor" opacity="0.6" />
        </marker>
      </defs>
      <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
        <Edges edges={graph.edges} />
        {graph.nodes.map((node) => (
          <Box key={node.id} node={node} state={states.get(node.id)!} isChosen={node.id === chosen} onChoose={onChoose} />
        ))}
      </g>
    </svg>
  );
}
