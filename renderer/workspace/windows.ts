/** Independent windows: each has a workspace of its own, with its own way to the core. */
import { desktop } from '../desktop.ts';
import { notify } from './notices.ts';
import { freeWorkspace, workspaceOf } from './workspace-id.ts';

const LOCK = 'bulkhead.workspace.';

/** This window's. */
export const workspace = workspaceOf(window.location.search);

/** Lets other windows know that this one is open, for as long as it is. */
export function holdWorkspace(): void {
  const forever = new Promise<void>(() => undefined);
  void navigator.locks.request(LOCK + workspace, { ifAvailable: true }, () => forever);
}

async function openWorkspaces(): Promise<string[]> {
  const { held = [] } = await navigator.locks.query();
  const names = held.map(({ name = '' }) => name).filter((name) => name.startsWith(LOCK));
  return names.map((name) => name.slice(LOCK.length));
}

/** Opens a window beside this one, with the layout that its workspace had last. */
export async function openAnotherWindow(): Promise<void> {
  const free = freeWorkspace(await openWorkspaces());
  if (await desktop().openWindow.run(free)) return;
  const how = 'Allow this page to open windows, then try again.';
  notify('warning', 'The window was not opened', how);
}
