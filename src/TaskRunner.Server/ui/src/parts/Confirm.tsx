import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandLine } from './CommandLine';
import { Failed } from './Failed';

interface Question {
  title: string;
  children: ReactNode;
  /** What the button says: the deed itself, never just yes. */
  go: string;
  isDangerous?: boolean;
  /** What does the same on a command line, where something does. */
  command?: string;
  isBusy: boolean;
  error: unknown;
  onGo: () => void;
  onClose: () => void;
}

/** Asks before what cannot simply be taken back, and shows why the server refused where it does. */
export function Confirm({ title, children, go, isDangerous, command, isBusy, error, onGo, onClose }: Question) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={<bdi>{title}</bdi>} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <div className="stack">
        {children}
        {command && <CommandLine commands={[command]} />}
        {error !== null && error !== undefined && <Failed error={error} />}
        <div className="row">
          <Button color={isDangerous ? 'red' : undefined} loading={isBusy} onClick={onGo}>
            {go}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
