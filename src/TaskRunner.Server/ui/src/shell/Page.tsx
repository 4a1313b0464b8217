import { useEffect, useState } from 'react';
import { SessionContext, useSessionQuery } from '../api/session';
import { Failed } from '../parts/Failed';
import { Loading } from '../parts/Loading';
import { Login } from './Login';
import { Shell } from './Shell';

/** The whole page: the token is asked for first, then there is the shell with what the address says. */
export function Page() {
  const session = useSessionQuery();
  const [wasHere, setWasHere] = useState(false);
  useEffect(() => setWasHere((was) => was || !!session.data), [session.data]);
  if (session.isPending) {
    return <Loading />;
  }
  if (session.data === undefined) {
    return (
      <main className="alone">
        <Failed error={session.error} again={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === null) {
    return <Login hasEnded={wasHere} />;
  }
  return (
    <SessionContext value={session.data}>
      <Shell />
    </SessionContext>
  );
}
