import type { Json, JsonMap } from '../api/types';
import type { Question } from './types';

export function isMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A map with one answer changed; what is not answered is not in it. */
export function withAnswer(map: JsonMap, name: string, given: Json | undefined): JsonMap | undefined {
  const next = given === undefined ? without(map, [name]) : withEntry(map, name, given);
  return Object.keys(next).length === 0 ? undefined : next;
}

/** A map with an entry of the person's own, whatever its key is called. */
export function withEntry(map: JsonMap, key: string, value: Json): JsonMap {
  return Object.fromEntries(new Map([...Object.entries(map), [key, value]]));
}

/** What an emptied field means: an answer of an earlier run is taken back, anything else is just not given. */
export function emptied(question: Question): null | undefined {
  return question.origin === 'recorded' ? null : undefined;
}

/** The answer that counts, shown where nothing else was given. */
export function effective(question: Question, given: Json | undefined): Json | undefined {
  return given !== undefined ? given : question.origin === 'given' ? question.default : (question.value ?? question.default);
}

/** What a text field shows: defaults stand behind it, so that it can be emptied. */
export function typed(question: Question, given: Json | undefined): string {
  const value = given !== undefined ? given : question.origin === 'recorded' ? question.value : undefined;
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
}

/** The answer without the questions of alternatives that were not chosen. */
export function without(map: JsonMap, names: string[]): JsonMap {
  return Object.fromEntries(Object.entries(map).filter(([name]) => !names.includes(name)));
}
