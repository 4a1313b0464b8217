import { useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useSyncExternalStore } from 'react';
import { api } from './client';
import { connection } from './connection';
import { Problem } from './problem';
import { queries, sessionPlace } from './queries';
import type { Role, Session } from './types';

const ranks: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };
const usual = 60_000;
const whileBroken = 1_500;

/** Who looks; null: nobody yet, or no longer, so the token is asked for. */
export function useSessionQuery() {
  const isBroken = useIsBroken();
  // When the server answers again, everything that is shown is asked for again.
  useEffect(() => (isBroken ? () => void queries.invalidateQueries() : undefined), [isBroken]);
  return useQuery({
    queryKey: [sessionPlace],
    queryFn: async () => {
      try {
        return await api.get<Session>(sessionPlace);
      } catch (error) {
        if (error instanceof Problem && error.status === 401) {
          return null;
        }
        throw error;
      }
    },
    retry: false,
    staleTime: usual,
    refetchInterval: isBroken ? whileBroken : usual,
  });
}

/** The server does not answer now. */
export function useIsBroken(): boolean {
  return useSyncExternalStore(connection.subscribe, connection.current);
}

/** Nothing of who was here before is left for who comes now. */
export async function logIn(token: string): Promise<void> {
  await api.post(sessionPlace, { token });
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionPlace });
  await queries.invalidateQueries({ queryKey: [sessionPlace] });
}

export async function logOut(): Promise<void> {
  await api.delete(sessionPlace);
  queries.clear();
  location.assign('/');
}

export const SessionContext = createContext<Session | null>(null);

/** The session of whoever is logged in: below the shell there is always one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) {
    throw new Error('a page is shown outside the shell; this is a bug');
  }
  return session;
}

export function useMay(role: Role): boolean {
  return ranks[useSession().role] >= ranks[role];
}
