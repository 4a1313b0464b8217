import { Select } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address, path, query } from '../api/client';
import { LogBuffer } from './LogBuffer';
import { LogView } from './LogView';

/** The log of one attempt, from its first byte on and as it grows. */
export function AttemptLog({ run, task, attempt }: { run: string; task: string; attempt: number }) {
  const { t } = useTranslation();
  const [stream, setStream] = useState('all');
  const place = path`/runs/${run}/logs/${task}/${attempt}`;
  const log = useMemo(() => new LogBuffer(), [place, stream]);
  useEffect(() => {
    const source = new EventSource(address(`${place}/events${query({ stream })}`));
    source.addEventListener('log', (event) => log.append((JSON.parse(event.data) as { text: string }).text, null, stream === 'err'));
    source.addEventListener('end', () => {
      source.close();
      log.end();
    });
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) {
        log.end();
      }
    };
    return () => source.close();
  }, [log, place, stream]);
  return (
    <div className="log-box">
      <LogView
        log={log}
        tools={
          <>
            <Select
              size="xs"
              w={130}
              allowDeselect={false}
              aria-label={t('task.logs')}
              value={stream}
              onChange={(chosen) => setStream(chosen ?? 'all')}
              data={[
                { value: 'all', label: t('logs.both') },
                { value: 'out', label: t('logs.out') },
                { value: 'err', label: t('logs.err') },
              ]}
            />
            <a href={address(`${place}${query({ stream })}`)} target="_blank" rel="noreferrer">
              {t('logs.download')}
            </a>
          </>
        }
      />
    </div>
  );
}
