import type { GraphDocument, GraphNode, View } from './types';

/** What both drawings of a graph are given: as elements while there are few boxes, as pixels when there are many. */
export interface Drawing {
  graph: GraphDocument;
  states: Map<string, string>;
  view: View;
  /** The box that is marked. */
  chosen: string | undefined;
  onChoose: (node: GraphNode) => void;
}

export function fitting(name: string, width: number): string {
  const most = Math.floor((width - 18) / 6.6);
  return name.length > most ? `${name.slice(0, Math.max(1, most - 1))}…` : name;
}
