import type { Json } from '../api/types';

/** Of a secret the page gets its fingerprint, never more. */
export function isSecret(value: Json | undefined): value is { $secret: string } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.$secret === 'string' && Object.keys(value).length === 1;
}
