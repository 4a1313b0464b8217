import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, path } from '../api/client';
import { refresh, useDocument } from '../api/queries';
import type { Token } from '../api/types';
import { Ago } from '../parts/Ago';
import { Answered } from '../parts/Answered';
import { Confirm } from '../parts/Confirm';
import { Empty } from '../parts/Empty';
import { Heading } from '../parts/Heading';
import { Only } from '../parts/Only';
import { Table } from '../parts/Table';
import { useWord } from '../texts/i18n';
import { moment } from '../texts/times';
import { NewToken } from './NewToken';

function TokenTable({ tokens, onRevoke }: { tokens: Token[]; onRevoke: (token: Token) => void }) {
  const { t } = useTranslation();
  const word = useWord();
  return (
    <div className="card scroll">
      <Table heads={[t('tokens.name'), t('tokens.role'), t('tokens.made'), t('tokens.expiresAt'), t('common.actions')]}>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td>
              <bdi>{token.name}</bdi>
            </td>
            <td className="short">{word('role', token.role)}</td>
            <td className="short">
              <Ago at={token.createdAt} />
            </td>
            <td className="short">{token.expiresAt ? moment(token.expiresAt) : t('tokens.forever')}</td>
            <td>
              {token.state === 'valid' ? (
                <Button size="compact-sm" variant="default" onClick={() => onRevoke(token)}>
                  {t('tokens.revoke')}
                </Button>
              ) : (
                <span className="quiet">{token.state === 'revoked' ? t('tokens.revoked') : t('tokens.expired')}</span>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </div>
  );
}

function AllTokens() {
  const { t } = useTranslation();
  const [revoking, setRevoking] = useState<Token | null>(null);
  const tokens = useDocument<Token[]>('/tokens');
  const revoke = useMutation({
    mutationFn: (token: Token) => api.delete(path`/tokens/${token.id}`),
    onSuccess: () => {
      refresh('/tokens');
      setRevoking(null);
    },
  });
  return (
    <div className="stack">
      <NewToken />
      <Answered query={tokens}>
        {(rows) => (rows.length === 0 ? <Empty title={t('tokens.none')} /> : <TokenTable tokens={rows} onRevoke={setRevoking} />)}
      </Answered>
      {revoking && (
        <Confirm
          title={t('tokens.revoke')}
          go={t('tokens.revoke')}
          isDangerous
          isBusy={revoke.isPending}
          error={revoke.error}
          onGo={() => revoke.mutate(revoking)}
          onClose={() => setRevoking(null)}
        >
          <p className="wrap">{t('tokens.revokeHelp', { name: revoking.name })}</p>
        </Confirm>
      )}
    </div>
  );
}

export default function Tokens() {
  const { t } = useTranslation();
  return (
    <div className="page">
      <Heading title={t('tokens.title')} />
      <Only role="admin">
        <AllTokens />
      </Only>
    </div>
  );
}
