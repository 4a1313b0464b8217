import type { JsonMap } from '../api/types';
import { JsonValue } from './JsonValue';

/** Few values beside their names, for a cell of a table. */
export function ValueList({ values }: { values: JsonMap | null | undefined }) {
  const entries = Object.entries(values ?? {});
  return entries.length === 0 ? null : (
    <dl className="values">
      {entries.map(([name, value]) => (
        <div key={name} className="pair">
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd>
            <JsonValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
