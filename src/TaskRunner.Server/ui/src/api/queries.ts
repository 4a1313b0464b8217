import { MutationCache, QueryCache, QueryClient, useQuery } from '@tanstack/react-query';
import { api } from './client';
import { Problem } from './problem';

/** Who looks; every page stands below its answer. */
export const sessionPlace = '/session';

/** Asks who looks, and by that whether the server answers. */
export function lookAgain(): void {
  void queries.invalidateQueries({ queryKey: [sessionPlace] });
}

/** A session that ended is noticed by whatever was asked next: then the token is asked for, and the reader goes on where they were. */
export function noticeEnd(error: unknown): void {
  if (error instanceof Problem && error.status === 401) {
    lookAgain();
  }
}

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeEnd }),
  mutationCache: new MutationCache({ onError: noticeEnd }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      gcTime: 60_000,
      // What the server refused it refuses again; only a broken connection is worth another try.
      retry: (count, error) => !(error instanceof Problem) && count < 3,
    },
    mutations: { retry: false },
  },
});

/** A document of the server, kept fresh while it is looked at. */
export function useDocument<T>(place: string, options: { every?: number; enabled?: boolean } = {}) {
  return useQuery({
    queryKey: [place],
    queryFn: ({ signal }) => api.get<T>(place, signal),
    refetchInterval: options.every ?? false,
    enabled: options.enabled ?? true,
  });
}

export function refresh(...places: string[]): void {
  for (const place of places) {
    void queries.invalidateQueries({ predicate: (q) => String(q.queryKey[0]).startsWith(place) });
  }
}
