import { path } from '../api/client';

/** A part of the page's address as it was before it was encoded; the router's own decoding spoils names with a percent sign. */
export function part(number: number): string {
  const raw = location.pathname.split('/')[number] ?? '';
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

export const to = {
  installation: (name: string, tab?: string) => path`/installations/${name}` + (tab ? `/${tab}` : ''),
  run: (id: string) => path`/runs/${id}`,
  task: (id: string, task: string) => path`/runs/${id}/tasks/${task}`,
  package: (digest: string) => path`/packages/${digest}`,
};
