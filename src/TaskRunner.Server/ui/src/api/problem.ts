import type { Diagnostic } from './types';

/** A refusal of the server (RFC 9457): its code, what and where, and the way out, in the language that was asked for. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly help: string | null,
    readonly errors: Diagnostic[],
  ) {
    super(message);
    this.name = 'Problem';
  }

  static async of(response: Response): Promise<Problem> {
    const text = await response.text();
    try {
      const body = JSON.parse(text) as { code?: string; title?: string; help?: string | null; errors?: Diagnostic[] };
      return new Problem(response.status, body.code ?? '', body.title ?? response.statusText, body.help ?? null, body.errors ?? []);
    } catch {
      return new Problem(response.status, '', response.statusText || String(response.status), null, []);
    }
  }
}
