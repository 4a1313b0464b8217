import { useEffect, useMemo } from 'react';
import { address, path } from '../api/client';
import { LogBuffer } from './LogBuffer';
import { LogView } from './LogView';

interface Piece {
  task: string;
  attempt: number;
  stream: string;
  text: string;
}

/** What all tasks of a run say, in the order in which they said it. */
export default function AllLogs({ run }: { run: string }) {
  const log = useMemo(() => new LogBuffer(), [run]);
  useEffect(() => {
    const source = new EventSource(address(path`/runs/${run}/logs/events`));
    source.addEventListener('log', (event) => {
      const { task, attempt, stream, text } = JSON.parse(event.data) as Piece;
      log.append(text, attempt > 1 ? `${task} #${attempt}` : task, stream === 'err', `${task}\n${attempt}\n${stream}`);
    });
    source.addEventListener('end', () => {
      source.close();
      log.end();
    });
    return () => source.close();
  }, [log, run]);
  return <LogView log={log} />;
}
