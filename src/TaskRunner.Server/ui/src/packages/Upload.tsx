import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { refresh } from '../api/queries';
import type { StoredPackage } from '../api/types';
import { Failed } from '../parts/Failed';
import '../styles/form.css';

/** Takes an archive by drop or choice to the store, where it is checked; what is wrong with it is said here. */
export function Upload({ onStored }: { onStored?: (stored: StoredPackage) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setIsOver] = useState(false);
  const upload = useMutation({
    mutationFn: (file: File) => api.upload<StoredPackage>('/packages', file),
    onSuccess: (stored) => {
      refresh('/packages');
      onStored?.(stored);
    },
  });
  const take = (files: FileList | null) => files?.[0] && upload.mutate(files[0]);
  return (
    <div className="stack">
      <div
        className={`drop${isOver ? ' over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setIsOver(true);
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setIsOver(false);
          take(event.dataTransfer.files);
        }}
      >
        <p>{upload.isPending ? t('wizard.uploading', { name: upload.variables.name }) : t('wizard.uploadHelp')}</p>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={t('wizard.upload')}
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
        <Button variant="default" loading={upload.isPending} onClick={() => input.current?.click()}>
          {t('wizard.choose')}
        </Button>
      </div>
      {upload.error && <Failed error={upload.error} />}
      {upload.data && (
        <p className="notice good-side" role="status">
          {t('packages.uploaded', { name: upload.data.name, version: upload.data.version })}
        </p>
      )}
    </div>
  );
}
