import { useComputedColorScheme } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Tone, toneOf } from '../parts/states';
import { useWord } from '../texts/i18n';
import { type Drawing, fitting } from './drawing';
import type { GraphNode } from './types';

const readable = 0.5;

function paint(canvas: HTMLCanvasElement, { graph, states, view, chosen }: Drawing): void {
  const brush = canvas.getContext('2d')!;
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--${name}`);
  const ratio = devicePixelRatio;
  [canvas.width, canvas.height] = [canvas.clientWidth * ratio, canvas.clientHeight * ratio];
  brush.setTransform(ratio, 0, 0, ratio, 0, 0);
  brush.translate(view.x, view.y);
  brush.scale(view.scale, view.scale);
  const left = -view.x / view.scale;
  const top = -view.y / view.scale;
  const right = left + canvas.clientWidth / view.scale;
  const bottom = top + canvas.clientHeight / view.scale;

  brush.strokeStyle = colour('line');
  brush.lineWidth = 1 / Math.max(view.scale, 0.4);
  brush.beginPath();
  for (const { points } of graph.edges) {
    points.forEach(([x, y], i) => (i === 0 ? brush.moveTo(x, y) : brush.lineTo(x, y)));
  }
  brush.stroke();

  const fills = new Map<Tone, [string, string]>();
  brush.font = '12px system-ui, sans-serif';
  for (const node of graph.nodes) {
    if (node.x > right || node.y > bottom || node.x + node.w < left || node.y + node.h < top) {
      continue;
    }
    const tone = toneOf(states.get(node.id));
    const [ground, ink] = fills.get(tone) ?? fills.set(tone, [colour(`${tone}-ground`), colour(tone)]).get(tone)!;
    // From far away only colours can be seen, so they are the strong ones there.
    brush.fillStyle = view.scale < readable ? ink : ground;
    brush.fillRect(node.x, node.y, node.w, node.h);
    brush.strokeStyle = node.id === chosen ? colour('focus') : ink;
    brush.lineWidth = node.id === chosen ? 4 : 1;
    brush.strokeRect(node.x, node.y, node.w, node.h);
    if (view.scale >= readable) {
      brush.fillStyle = colour('ink');
      brush.fillText(fitting(node.name, node.w), node.x + 10, node.y + node.h / 2 + 4);
    }
  }
}

export function GraphCanvas(drawing: Drawing) {
  const { t } = useTranslation();
  const word = useWord();
  const [under, setUnder] = useState<GraphNode>();
  const scheme = useComputedColorScheme('light');
  const canvas = useRef<HTMLCanvasElement>(null);
  const { ref, width, height } = useElementSize<HTMLCanvasElement>();
  const merged = useMergedRef(canvas, ref);
  useEffect(() => {
    const frame = requestAnimationFrame(() => canvas.current && paint(canvas.current, drawing));
    return () => cancelAnimationFrame(frame);
  }, [drawing, scheme, width, height]);
  const at = (event: MouseEvent): GraphNode | undefined => {
    const { graph, view } = drawing;
    const frame = canvas.current!.getBoundingClientRect();
    const x = (event.clientX - frame.left - view.x) / view.scale;
    const y = (event.clientY - frame.top - view.y) / view.scale;
    return graph.nodes.find((node) => x >= node.x && x <= node.x + node.w && y >= node.y && y <= node.y + node.h);
  };
  const onClick = (event: MouseEvent) => {
    const hit = at(event);
    if (hit) {
      drawing.onChoose(hit);
    }
  };
  const count = drawing.graph.nodes.length;
  return (
    <>
      <canvas
        ref={merged}
        role="img"
        tabIndex={0}
        aria-label={`${t('graph.label', { count })} ${t('graph.overview', { count })} ${t('graph.keys')}`}
        onClick={onClick}
        onMouseMove={(event) => setUnder(at(event))}
        onMouseLeave={() => setUnder(undefined)}
      />
      {under && (
        <p className="under" aria-hidden>
          <bdi>{under.name}</bdi> <span className="quiet">{word('state', drawing.states.get(under.id))}</span>
        </p>
      )}
    </>
  );
}
