import { Button, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { State } from '../parts/State';
import { type Choices, everything, type Filter } from './filter';

interface Props {
  choices: Choices;
  filter: Filter;
  shown: number;
  total: number;
  onChange: (filter: Filter) => void;
}

export function Filters({ choices, filter, shown, total, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <div className="counts" role="group" aria-label={t('run.byState')}>
        {choices.states.map(([state, count]) => (
          <button
            key={state}
            type="button"
            aria-pressed={filter.state === state}
            onClick={() => onChange({ ...filter, state: filter.state === state ? null : state })}
          >
            <State state={state} /> <span className="quiet">{count}</span>
          </button>
        ))}
      </div>
      <div className="filters">
        <TextInput
          className="grow"
          size="sm"
          aria-label={t('run.filter')}
          placeholder={t('run.filter')}
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.currentTarget.value })}
        />
        {choices.types.length > 1 && (
          <Select
            size="sm"
            clearable
            aria-label={t('run.byType')}
            placeholder={t('run.byType')}
            data={choices.types}
            value={filter.type}
            onChange={(type) => onChange({ ...filter, type })}
          />
        )}
        {choices.groups.length > 0 && (
          <Select
            size="sm"
            clearable
            searchable
            limit={200}
            aria-label={t('run.byGroup')}
            placeholder={t('run.byGroup')}
            data={choices.groups}
            value={filter.group}
            onChange={(group) => onChange({ ...filter, group })}
          />
        )}
        <span className="quiet" role="status">
          {t('run.count', { shown, total })}
        </span>
        {filter !== everything && (
          <Button size="xs" variant="subtle" onClick={() => onChange(everything)}>
            {t('run.clear')}
          </Button>
        )}
      </div>
    </>
  );
}
