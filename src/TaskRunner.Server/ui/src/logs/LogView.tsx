import { Switch, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { AnsiText } from './AnsiText';
import type { LogBuffer } from './LogBuffer';

const lineHeight = 20;

/** A log as it grows: follows its end until the reader scrolls up, finds text, keeps only what is on the screen as elements. */
export function LogView({ log, tools }: { log: LogBuffer; tools?: ReactNode }) {
  const { t } = useTranslation();
  const version = useSyncExternalStore(log.subscribe, log.current);
  const [text, setText] = useState('');
  const [follows, setFollows] = useState(true);
  const [wraps, setWraps] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const wanted = useDeferredValue(text);
  // The buffer is one object that grows; its version says when to look again.
  const lines = useMemo(() => (void version, log.matching(wanted)), [log, version, wanted]);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    getItemKey: (index) => lines[index]!.number,
  });
  useEffect(() => {
    if (follows && box.current) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [follows, lines, version]);

  const onScroll = () => {
    const at = box.current!;
    const isAtEnd = at.scrollHeight - at.scrollTop - at.clientHeight < lineHeight * 2;
    if (!isAtEnd && follows) {
      setFollows(false);
    }
  };
  return (
    <div className="log">
      <div className="log-tools">
        <TextInput className="grow" size="xs" aria-label={t('logs.search')} placeholder={t('logs.search')} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        {text !== '' && (
          <span className="quiet" role="status">
            {lines.length === 0 ? t('logs.noMatches') : t('logs.matches', { count: lines.length })}
          </span>
        )}
        <Switch size="xs" label={t('logs.follow')} checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} />
        <Switch size="xs" label={t('logs.wrap')} checked={wraps} onChange={(event) => setWraps(event.currentTarget.checked)} />
        {tools}
      </div>
      {log.isCut && <p className="quiet log-tools">{t('logs.cut', { lines: log.lines.length })}</p>}
      <div
        className={`log-lines${wraps ? ' wrapped' : ''}`}
        ref={box}
        onWheel={(event) => event.deltaY < 0 && setFollows(false)}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('logs.region')}
      >
        {log.lines.length === 0 && <p className="centre quiet">{log.isOver ? t('logs.empty') : t('logs.waiting')}</p>}
        <div style={{ position: 'relative', height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((row) => {
            const line = lines[row.index]!;
            return (
              <div
                key={row.key}
                data-index={row.index}
                ref={wraps ? rows.measureElement : undefined}
                className={`log-line${line.isError ? ' err' : ''}`}
                style={{ transform: `translateY(${row.start}px)` }}
              >
                <span className="number">{line.number}</span>
                {line.who !== null && <span className="who">{line.who}</span>}
                <span className="text">
                  <AnsiText text={line.text} mark={wanted.toLowerCase()} />
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
