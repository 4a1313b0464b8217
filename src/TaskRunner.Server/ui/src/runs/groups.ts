/** The group a task is shown with, as the server has it: `node` of `node[3]`, `shop` of `shop/database`. */
export function groupOf(name: string): string | null {
  const key = name.indexOf('[');
  const slash = (key < 0 ? name : name.slice(0, key)).lastIndexOf('/');
  return slash > 0 ? name.slice(0, slash) : key > 0 ? name.slice(0, key) : null;
}
