import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from './Failed';
import { Loading } from './Loading';

/** Shows what a query answered; until then that it loads, or why it failed. What was shown once stays while it is asked again. */
export function Answered<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) {
    return children(query.data);
  }
  return query.isError ? <Failed error={query.error} again={() => void query.refetch()} /> : <Loading />;
}
