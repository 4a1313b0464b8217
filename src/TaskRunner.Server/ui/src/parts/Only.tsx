import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../api/session';
import type { Role } from '../api/types';
import { useWord } from '../texts/i18n';
import { Empty } from './Empty';

/** What only a role may see or do; everyone else is told which role it takes. */
export function Only({ role, children }: { role: Role; children: ReactNode }) {
  const { t } = useTranslation();
  const word = useWord();
  const session = useSession();
  return useMay(role) ? (
    children
  ) : (
    <Empty isLocked title={t('common.noRight', { role: word('role', session.role), needs: word('role', role) })} help={t('common.noRightHelp', { name: session.name })} />
  );
}
