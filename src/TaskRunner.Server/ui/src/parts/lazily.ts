import { type ComponentType, lazy } from 'react';
import { api } from '../api/client';
import { Unreachable } from '../api/connection';
import { sessionPlace } from '../api/queries';

const pause = 1_000;

async function answers(): Promise<void> {
  for (;;) {
    try {
      await api.get(sessionPlace);
      return;
    } catch (error) {
      if (!(error instanceof Unreachable)) {
        return; // it answers, if only with a refusal
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** A part of the page that is loaded when somebody comes to it. A server that is gone just then is waited for, and asked once more. */
export function lazily<T extends ComponentType<any>>(load: () => Promise<{ default: T }>) {
  return lazy(() => load().catch(() => answers().then(load)));
}
