import type { Task } from '../api/types';
import { rankOf } from '../parts/states';
import { groupOf } from '../runs/groups';
import type { GraphNode } from './types';

/** How every box stands: a task as it does, a group as the member that most needs a look. */
export function statesOf(nodes: GraphNode[], tasks: Task[]): Map<string, string> {
  const byTask = new Map<string, string>();
  const byGroup = new Map<string, string>();
  for (const task of tasks) {
    byTask.set(task.name, task.state);
    const group = groupOf(task.name);
    const worst = group === null ? undefined : byGroup.get(group);
    if (group !== null && (worst === undefined || rankOf(task.state) < rankOf(worst))) {
      byGroup.set(group, task.state);
    }
  }
  return new Map(nodes.map((node) => [node.id, (node.type === 'group' ? byGroup.get(node.name) : byTask.get(node.name)) ?? 'pending']));
}
