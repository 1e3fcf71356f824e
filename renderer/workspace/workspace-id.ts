/** Names of workspaces, of which each window has one. */

export const MAIN_WORKSPACE = 'main';

/** As the desktop's host takes them. */
const WORKSPACE = /^[a-z0-9][a-z0-9-]{0,31}$/;
const FIRST_OTHER = 2;

/** The workspace that the query of an address names. */
export function workspaceOf(search: string): string {
  const named = new URLSearchParams(search).get('workspace') ?? '';
  return WORKSPACE.test(named) ? named : MAIN_WORKSPACE;
}

/** The first workspace by number that no window has. */
export function freeWorkspace(taken: readonly string[]): string {
  let number = FIRST_OTHER;
  while (taken.includes(String(number))) number += 1;
  return String(number);
}
