import { useTranslation } from 'react-i18next';
import { type Tone, toneOf } from '../parts/states';

const settledTones: Tone[] = ['bad', 'odd', 'warn', 'good', 'idle', 'busy'];

const unsettled = ['pending', 'running', 'rolling-back'];

/** How far a run is, as a bar of its states. */
export function Progress({ states, total }: { states: [string, number][]; total: number }) {
  const { t } = useTranslation();
  const sums = new Map<Tone, number>();
  let open = 0;
  for (const [state, count] of states) {
    open += unsettled.includes(state) ? count : 0;
    if (state !== 'pending') {
      sums.set(toneOf(state), (sums.get(toneOf(state)) ?? 0) + count);
    }
  }
  const done = total - open;
  return (
    <div className="bar" role="progressbar" aria-label={t('run.progress', { done, total })} aria-valuemin={0} aria-valuemax={total} aria-valuenow={done}>
      {settledTones.map((tone) => (
        <span key={tone} className={tone} style={{ width: `${((sums.get(tone) ?? 0) / Math.max(1, total)) * 100}%` }} />
      ))}
    </div>
  );
}
