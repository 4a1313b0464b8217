import { clean, plain } from './clean';

export interface Line {
  number: number;
  text: string;
  who: string | null;
  isError: boolean;
}

const most = 50_000;

/** The lines of one log, or of many interleaved; the oldest go when there are too many to keep. */
export class LogBuffer {
  lines: Line[] = [];
  isCut = false;
  isOver = false;
  version = 0;

  private next = 1;
  private readonly open = new Map<string, Line>();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly current = (): number => this.version;

  append(text: string, who: string | null = null, isError = false, key: string = who ?? ''): void {
    const parts = text.split('\n');
    const unfinished = this.open.get(key);
    parts.forEach((part, i) => {
      const isLast = i === parts.length - 1;
      if (i === 0 && unfinished) {
        unfinished.text = clean(unfinished.text + part);
        if (!isLast) {
          this.open.delete(key);
        }
        return;
      }
      if (isLast && part === '') {
        return;
      }
      const line = { number: this.next++, text: clean(part), who, isError };
      this.lines.push(line);
      if (isLast) {
        this.open.set(key, line);
      }
    });
    if (this.lines.length > most) {
      this.lines = this.lines.slice(-most / 2);
      this.isCut = true;
    }
    this.announce();
  }

  end(): void {
    this.isOver = true;
    this.announce();
  }

  matching(text: string): Line[] {
    const wanted = text.toLowerCase();
    return wanted === '' ? this.lines : this.lines.filter((line) => plain(line.text).toLowerCase().includes(wanted));
  }

  private announce(): void {
    this.version++;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.listeners.forEach((listener) => listener());
    }, 50);
  }
}
