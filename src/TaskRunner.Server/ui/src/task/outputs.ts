import type { JsonMap } from '../api/types';

/** A JSON object somebody typed; an empty text is none. */
export function parseMap(text: string): { value: JsonMap | undefined; error: string | null } {
  if (text.trim() === '') {
    return { value: undefined, error: null };
  }
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { value: value as JsonMap, error: null }
      : { value: undefined, error: '{…}' };
  } catch (error) {
    return { value: undefined, error: error instanceof Error ? error.message : String(error) };
  }
}
