import i18next from 'i18next';
import { connection, Unreachable } from './connection';
import { Problem } from './problem';

const base = '/api/v1';

/** Where a document lies; every part of a path is encoded, for names may hold anything. */
export function path(strings: TemplateStringsArray, ...parts: (string | number)[]): string {
  return strings.reduce((whole, text, i) => whole + text + (i < parts.length ? encodeURIComponent(String(parts[i])) : ''), '');
}

export function query(values: Record<string, string | number | boolean | null | undefined>): string {
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given.map(([key, value]) => [key, String(value)]))}`;
}

export function address(place: string): string {
  return base + place;
}

async function reach(whole: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(whole, init);
    connection.note(false);
    return response;
  } catch (error) {
    if (init.signal?.aborted) {
      throw error;
    }
    connection.note(true);
    throw new Unreachable(String(error));
  }
}

async function send(method: string, place: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('Accept-Language', i18next.language);
  if (method !== 'GET') {
    headers.set('X-TaskRunner', '1'); // no other site's form or image can send a header: that is what makes a cookie enough
  }
  const response = await reach(address(place), { ...init, method, headers, credentials: 'same-origin' });
  if (!response.ok) {
    throw await Problem.of(response);
  }
  return response;
}

async function json<T>(response: Response): Promise<T> {
  const text = await response.text();
  return (text === '' ? null : JSON.parse(text)) as T;
}

export const api = {
  get: async <T>(place: string, signal?: AbortSignal): Promise<T> => json<T>(await send('GET', place, { signal: signal ?? null })),

  text: async (place: string, signal?: AbortSignal): Promise<string> => (await send('GET', place, { signal: signal ?? null })).text(),

  post: async <T>(place: string, body: unknown = {}): Promise<T> =>
    json<T>(await send('POST', place, { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } })),

  /** Replaces a text, only while it is still the one with this digest. */
  put: async <T>(place: string, text: string, digest: string): Promise<T> =>
    json<T>(await send('PUT', place, { body: text, headers: { 'Content-Type': 'application/yaml', 'If-Match': `"${digest}"` } })),

  delete: async (place: string): Promise<void> => void (await send('DELETE', place)),

  upload: async <T>(place: string, file: Blob): Promise<T> =>
    json<T>(await send('POST', place, { body: file, headers: { 'Content-Type': 'application/gzip' } })),
};
