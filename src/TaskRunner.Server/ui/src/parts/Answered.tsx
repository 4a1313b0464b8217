import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Failed } from './Failed';
import { Loading } from './Loading';

interface Props<T> {
  query: UseQueryResult<T>;
  /** Instead of the notice that it failed, where that would stand alone. */
  failed?: (error: unknown, again: () => void) => ReactNode;
  children: (data: T) => ReactNode;
}

/** Shows what a query answered; until then that it loads, or why it failed. What was shown once stays while it is asked again. */
export function Answered<T>({ query, failed, children }: Props<T>) {
  if (query.data !== undefined) {
    return children(query.data);
  }
  const again = () => void query.refetch();
  if (!query.isError) {
    return <Loading />;
  }
  return failed ? failed(query.error, again) : <Failed error={query.error} again={again} />;
}
