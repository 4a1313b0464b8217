import type { Task } from '../api/types';
import { rankOf } from '../parts/states';
import { groupOf } from './groups';

export interface Filter {
  text: string;
  state: string | null;
  type: string | null;
  group: string | null;
}

export const everything: Filter = { text: '', state: null, type: null, group: null };

function textOf(filter: Filter): string {
  return filter.text.trim().toLowerCase();
}

function fits(task: Task, filter: Filter, text: string): boolean {
  return (
    (filter.state === null || task.state === filter.state) &&
    (filter.type === null || task.type === filter.type) &&
    (filter.group === null || groupOf(task.name) === filter.group) &&
    (text === '' || task.name.toLowerCase().includes(text))
  );
}

export function isShown(task: Task, filter: Filter): boolean {
  return fits(task, filter, textOf(filter));
}

/** It failed, be it that it was rolled back since. */
export function hasFailed(task: Task): boolean {
  return task.state === 'failed' || task.state === 'rollback-failed' || (task.state === 'rolled-back' && !!task.failure);
}

/** The tasks that fit: those that need a person first, then by how much they need a look, then in the order of the plan. */
export function shown(tasks: Task[], filter: Filter): Task[] {
  const text = textOf(filter);
  const buckets: Task[][] = [];
  for (const task of tasks) {
    if (fits(task, filter, text)) {
      const rank = task.needsDecision ? 0 : rankOf(hasFailed(task) && task.state === 'rolled-back' ? 'failed' : task.state) + 1;
      (buckets[rank] ??= []).push(task);
    }
  }
  return buckets.flat();
}

export interface Choices {
  states: [string, number][];
  types: string[];
  groups: string[];
}

export function choicesOf(tasks: Task[]): Choices {
  const states = new Map<string, number>();
  const types = new Set<string>();
  const groups = new Set<string>();
  for (const task of tasks) {
    states.set(task.state, (states.get(task.state) ?? 0) + 1);
    types.add(task.type);
    const group = groupOf(task.name);
    if (group !== null) {
      groups.add(group);
    }
  }
  return { states: [...states].sort((a, b) => rankOf(a[0]) - rankOf(b[0])), types: [...types].sort(), groups: [...groups].sort() };
}
