/** Whether the server answers: every request notes it, so that a break is known at once and wherever it is noticed. */
class Connection {
  isBroken = false;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  readonly current = (): boolean => this.isBroken;

  note(isBroken: boolean): void {
    if (this.isBroken !== isBroken) {
      this.isBroken = isBroken;
      this.listeners.forEach((listener) => listener());
    }
  }
}

export const connection = new Connection();

/** The server was not reached at all: nothing it said is the cause. */
export class Unreachable extends Error {}
