import type { Json, JsonMap } from '../api/types';
import { isSecret } from '../parts/secrets';

/** Answers one a line, by the path `--set` would take. */
export function flat(value: JsonMap, before = ''): [string, Json][] {
  return Object.entries(value).flatMap(([key, part]): [string, Json][] => {
    const place = before === '' ? key : `${before}.${key}`;
    const isMap = typeof part === 'object' && part !== null && !Array.isArray(part) && !isSecret(part);
    return isMap && Object.keys(part).length > 0 ? flat(part, place) : [[place, part]];
  });
}
