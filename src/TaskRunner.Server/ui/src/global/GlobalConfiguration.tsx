import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { Problem } from '../api/problem';
import { queries, useDocument } from '../api/queries';
import { useMay } from '../api/session';
import { Answered } from '../parts/Answered';
import { Empty } from '../parts/Empty';
import { Failed } from '../parts/Failed';
import { Heading } from '../parts/Heading';

interface GlobalDocument {
  text: string;
  digest: string;
}

const place = '/global-configuration';

export default function GlobalConfiguration() {
  const { t } = useTranslation();
  const isAdmin = useMay('admin');
  const [text, setText] = useState<string | null>(null);
  const [digest, setDigest] = useState('');
  const global = useDocument<GlobalDocument>(place);
  const save = useMutation({
    mutationFn: () => api.put<GlobalDocument>(place, text ?? '', digest),
    onSuccess: (saved) => {
      queries.setQueryData([place], saved);
      setText(null);
    },
  });
  const isStale = save.error instanceof Problem && save.error.status === 412;
  return (
    <div className="page">
      <Heading title={t('global.title')}>
        {isAdmin && text === null && global.data && (
          <Button
            onClick={() => {
              save.reset();
              setText(global.data.text);
              setDigest(global.data.digest);
            }}
          >
            {t('global.edit')}
          </Button>
        )}
      </Heading>
      <p className="quiet">
        {t('global.help')} {!isAdmin && t('global.onlyAdmins')}
      </p>
      <Answered query={global}>
        {(document) =>
          text === null && document.text.trim() === '{}' ? (
            <Empty title={t('global.empty')} />
          ) : text === null ? (
            <pre className="json" tabIndex={0} aria-label={t('global.title')}>
              {document.text}
            </pre>
          ) : (
            <form
              className="stack"
              onSubmit={(event) => {
                event.preventDefault();
                save.mutate();
              }}
            >
              <Textarea
                label={t('global.text')}
                rows={22}
                classNames={{ input: 'mono' }}
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
              {isStale && <p className="notice warn-side">{t('global.stale')}</p>}
              {save.error && !isStale && <Failed error={save.error} />}
              <div className="row">
                <Button type="submit" loading={save.isPending}>
                  {t('common.save')}
                </Button>
                <Button
                  variant="default"
                  onClick={() => {
                    setText(null);
                    void global.refetch();
                  }}
                >
                  {isStale ? t('global.reload') : t('common.cancel')}
                </Button>
              </div>
            </form>
          )
        }
      </Answered>
    </div>
  );
}
