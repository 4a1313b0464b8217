import Anser, { type AnserJsonEntry } from 'anser';
import { memo } from 'react';

const names = ['bold', 'dim', 'italic', 'underline', 'strikethrough'];

function classesOf(part: AnserJsonEntry): string {
  const colour = /^ansi-(bright-)?(black|red|green|yellow|blue|magenta|cyan|white)$/.test(part.fg) ? part.fg : '';
  return [colour, ...part.decorations.filter((name) => names.includes(name)).map((name) => `ansi-${name}`)].join(' ').trim();
}

function Marked({ text, mark }: { text: string; mark: string }) {
  if (mark === '') {
    return text;
  }
  const parts = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(mark); at >= 0; at = lower.indexOf(mark, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + mark.length)}</mark>);
    from = at + mark.length;
  }
  return [...parts, text.slice(from)];
}

/** A line with its colours, made of text nodes: nothing in it becomes an element. */
export const AnsiText = memo(function AnsiText({ text, mark }: { text: string; mark: string }) {
  if (!text.includes('\u001b')) {
    return <Marked text={text} mark={mark} />;
  }
  return Anser.ansiToJson(text, { use_classes: true, remove_empty: true }).map((part, i) => (
    <span key={i} className={classesOf(part)}>
      <Marked text={part.content.replaceAll('\u001b', '')} mark={mark} />
    </span>
  ));
});
