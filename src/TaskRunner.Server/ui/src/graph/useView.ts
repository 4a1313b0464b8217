import { type KeyboardEvent, type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { GraphDocument, GraphNode, View } from './types';

const least = 0.02;
const most = 2.5;
const margin = 24;
const few = 60;
const readable = 0.8;
const step = 60;

// Looking right moves the drawing left.
const ways: Record<string, [number, number]> = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const factors: Record<string, number> = { '+': 1.3, '=': 1.3, '-': 1 / 1.3 };

/** As little as brings a box into sight, along one side of the drawing. */
function shift(from: number, to: number, room: number): number {
  return from < margin ? margin - from : to > room - margin ? Math.max(room - margin - to, margin - from) : 0;
}

/** Where one looks at a graph from: moved by dragging or arrow keys, zoomed by the wheel around the pointer, or by buttons and keys around the middle. */
export function useView(box: RefObject<HTMLElement | null>, graph: GraphDocument, marked: GraphNode | undefined) {
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const drag = useRef<{ x: number; y: number; hasMoved: boolean } | null>(null);

  const zoom = useCallback((factor: number, x: number, y: number) => {
    setView((now) => {
      const scale = Math.min(most, Math.max(least, now.scale * factor));
      const by = scale / now.scale;
      return { scale, x: x - (x - now.x) * by, y: y - (y - now.y) * by };
    });
  }, []);

  const fit = useCallback(
    (smallest: number = least) => {
      const { clientWidth: width, clientHeight: height } = box.current!;
      const scale = Math.min(1.1, Math.max(smallest, Math.min((width - 2 * margin) / graph.width, (height - 2 * margin) / graph.height)));
      const centred = (room: number, size: number) => Math.max(margin, (room - size * scale) / 2);
      setView({ scale, x: centred(width, graph.width), y: centred(height, graph.height) });
    },
    [box, graph],
  );

  // A graph of a page or two begins where its names can be read; a large one begins whole.
  useEffect(() => fit(graph.nodes.length > few ? least : readable), [fit, graph]);
  // What was chosen elsewhere is looked at here: the drawing comes to it where it is out of sight.
  useEffect(() => {
    if (marked !== undefined) {
      const { clientWidth: width, clientHeight: height } = box.current!;
      setView((now) => {
        const [x, y] = [marked.x * now.scale + now.x, marked.y * now.scale + now.y];
        const [dx, dy] = [shift(x, x + marked.w * now.scale, width), shift(y, y + marked.h * now.scale, height)];
        return dx === 0 && dy === 0 ? now : { ...now, x: now.x + dx, y: now.y + dy };
      });
    }
  }, [box, marked]);
  useEffect(() => {
    const element = box.current!;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const frame = element.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - frame.left, event.clientY - frame.top);
    };
    element.addEventListener('wheel', onWheel, { passive: false }); // React's own is passive, and the page would scroll
    return () => element.removeEventListener('wheel', onWheel);
  }, [box, zoom]);

  const hasMoved = useCallback(() => drag.current?.hasMoved === true, []);

  return {
    view,
    fit: () => fit(),
    zoomBy: (factor: number) => zoom(factor, box.current!.clientWidth / 2, box.current!.clientHeight / 2),
    hasMoved,
    handlers: {
      /** What is pressed on the keyboard is no end of a drag. */
      onKeyDownCapture: () => {
        drag.current = null;
      },
      onKeyDown: (event: KeyboardEvent) => {
        const way = ways[event.key];
        const factor = factors[event.key];
        if (way !== undefined) {
          setView((now) => ({ ...now, x: now.x + way[0] * step, y: now.y + way[1] * step }));
        } else if (factor !== undefined) {
          zoom(factor, box.current!.clientWidth / 2, box.current!.clientHeight / 2);
        } else if (event.key === '0') {
          fit();
        } else {
          return;
        }
        event.preventDefault();
      },
      onPointerDown: (event: PointerEvent) => {
        drag.current = { x: event.clientX, y: event.clientY, hasMoved: false };
      },
      onPointerMove: (event: PointerEvent) => {
        const from = drag.current;
        if (from === null || event.buttons === 0) {
          return;
        }
        const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
        if (from.hasMoved || Math.abs(dx) + Math.abs(dy) > 3) {
          drag.current = { x: event.clientX, y: event.clientY, hasMoved: true };
          setView((now) => ({ ...now, x: now.x + dx, y: now.y + dy }));
        }
      },
    },
  };
}
