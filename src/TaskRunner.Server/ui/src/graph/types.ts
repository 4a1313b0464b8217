/** A graph as the server laid it out; states are added here, for they change and places do not. */
export interface GraphDocument {
  width: number;
  height: number;
  nodes: GraphNode[];
  edges: GraphEdge[];
}

export interface GraphNode {
  id: string;
  name: string;
  type: string;
  group: string | null;
  x: number;
  y: number;
  w: number;
  h: number;
  count: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  on: string;
  points: [number, number][];
}

export interface View {
  x: number;
  y: number;
  scale: number;
}
