export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'idle' | 'odd';

const tones: Record<string, Tone> = {
  succeeded: 'good',
  ready: 'good',
  done: 'good',
  reused: 'good',
  failed: 'bad',
  unavailable: 'bad',
  missing: 'bad',
  'rollback-failed': 'bad',
  unknown: 'odd',
  lost: 'odd',
  'cannot-tell': 'odd',
  'needs-decision': 'odd',
  blocked: 'warn',
  interrupted: 'warn',
  degraded: 'warn',
  'rolled-back': 'warn',
  'not-done': 'warn',
  running: 'busy',
  'rolling-back': 'busy',
  updating: 'busy',
};

export function toneOf(state: string | null | undefined): Tone {
  return (state && tones[state]) || 'idle';
}

/** What a person looks for first stands first. */
const order = ['unknown', 'rollback-failed', 'failed', 'running', 'rolling-back', 'blocked', 'cancelled', 'pending', 'rolled-back', 'kept', 'succeeded', 'reused', 'skipped'];
const ranks = new Map(order.map((state, i) => [state, i]));

export function rankOf(state: string): number {
  return ranks.get(state) ?? order.length;
}

export function isOver(runState: string): boolean {
  return runState === 'succeeded' || runState === 'failed' || runState === 'rolled-back' || runState === 'cancelled';
}

export function isLive(runState: string): boolean {
  return runState === 'running' || runState === 'rolling-back' || runState === 'queued';
}

/** How a service is that was ready when its task succeeded, and is not any more. */
export const drifted = ['degraded', 'unavailable', 'missing'];
