import { memo } from 'react';
import { useWord } from '../texts/i18n';
import { type Tone, toneOf } from './states';

// Shapes differ as colours do: nobody has to see a colour to tell them apart.
const shapes: Record<Tone, string> = {
  good: 'M2 6.5 5 9.5 10.5 3',
  bad: 'M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5',
  warn: 'M6 1.5 11 10.5H1ZM6 5v2.5',
  busy: 'M6 1.5A4.5 4.5 0 1 1 1.5 6',
  idle: 'M6 1.8A4.2 4.2 0 1 1 5.99 1.8',
  odd: 'M3.8 4A2.2 2.2 0 1 1 6 6.2V7.4M6 9.6v.6',
};

export const State = memo(function State({ state }: { state: string | null | undefined }) {
  const word = useWord();
  const tone = toneOf(state);
  return (
    <span className={`state ${tone}`}>
      <svg viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden>
        <path d={shapes[tone]} />
      </svg>
      {word('state', state) || '–'}
    </span>
  );
});
