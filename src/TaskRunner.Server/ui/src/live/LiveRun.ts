import i18next from 'i18next';
import { address, api, path } from '../api/client';
import { Problem } from '../api/problem';
import { lookAgain, noticeEnd } from '../api/queries';
import type { Failure, RunDocument, Task } from '../api/types';
import { isOver } from '../parts/states';

/** What an event of a run's stream carries: the tasks that changed, or all of them. */
interface Frame {
  seq: number;
  run: { state: string; finishedAt: string | null };
  tasks: (Task & { index: number; failure?: Failure })[];
}

const retryAfter = 3_000;

export type Connection = 'waiting' | 'live' | 'broken' | 'over';

/**
 * One run as it goes on. Its document comes first, then what changes after it: the browser reconnects by itself and says which event it
 * saw last, so nothing is lost and nothing comes twice. A task is a new object only when it changed: rows of all others need no work.
 */
export class LiveRun {
  document: RunDocument | null = null;
  tasks: Task[] = [];
  connection: Connection = 'waiting';
  error: unknown = null;
  version = 0;

  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isClosed = false;
  private isAnnounced = false;
  private readonly listeners = new Set<() => void>();

  constructor(readonly id: string) {}

  open(): void {
    this.isClosed = false;
    void this.load();
  }

  close(): void {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly current = (): number => this.version;

  /** After something was asked for: its actions may be others now, and a settled run may be open again. */
  readonly again = (): void => {
    this.source?.close();
    this.source = null;
    void this.load();
  };

  private async load(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const document = await api.get<RunDocument>(path`/runs/${this.id}`);
      if (this.isClosed) {
        return;
      }
      this.tasks = document.run.tasks.map((task, index) => ({ ...task, index, outputs: null }));
      this.document = { ...document, run: { ...document.run, tasks: [] } };
      this.error = null;
      this.follow(document);
    } catch (error) {
      if (this.isClosed) {
        return;
      }
      if (error instanceof Problem && error.status === 404) {
        this.document = null; // it waited its turn and was taken out of the queue, or never was
      }
      this.error = error;
      noticeEnd(error);
      this.keepTrying(error);
    }
    this.announce();
  }

  /** What was shown stays; a server that is gone may come back. */
  private keepTrying(error: unknown): void {
    if (!(error instanceof Problem)) {
      this.connection = 'broken';
      this.timer = setTimeout(() => void this.load(), retryAfter);
    }
  }

  private follow(document: RunDocument): void {
    const state = document.run.state;
    if (state === 'queued') {
      this.connection = 'waiting';
      this.timer = setTimeout(() => void this.load(), 500);
    } else if (isOver(state) || state === 'refused') {
      this.connection = 'over';
    } else if (this.source === null) {
      this.listen(document.seq);
    }
  }

  private listen(seq: number): void {
    const source = new EventSource(`${address(path`/runs/${this.id}/events`)}?lastEventId=${seq}&lang=${i18next.language}`);
    this.source = source;
    const take = (event: MessageEvent<string>) => this.take(JSON.parse(event.data) as Frame);
    source.addEventListener('snapshot', take);
    source.addEventListener('change', take);
    source.onopen = () => this.become('live');
    source.onerror = () => {
      this.become('broken');
      lookAgain();
      if (source.readyState === EventSource.CLOSED && this.source === source) {
        this.source = null; // refused, not broken: the browser does not try again
        this.timer = setTimeout(() => void this.load(), retryAfter);
      }
    };
  }

  private take(frame: Frame): void {
    const document = this.document;
    if (document === null || this.isClosed) {
      return;
    }
    const tasks = this.tasks.slice();
    for (const task of frame.tasks) {
      tasks[task.index] = { ...task, failure: task.failure ?? null, needsDecision: task.needsDecision ?? false };
    }
    this.tasks = tasks;
    const before = document.run.state;
    this.document = { ...document, seq: frame.seq, run: { ...document.run, state: frame.run.state, finishedAt: frame.run.finishedAt } };
    if (frame.run.state !== before) {
      this.again(); // what may be done with it, and its outputs, are only in its document
    }
    this.announce();
  }

  private become(connection: Connection): void {
    this.connection = connection;
    this.announce();
  }

  /** Readers look once a frame, however many events came. */
  private announce(): void {
    this.version++;
    if (this.isAnnounced) {
      return;
    }
    this.isAnnounced = true;
    setTimeout(() => {
      this.isAnnounced = false;
      this.listeners.forEach((listener) => listener());
    }, 16);
  }
}
