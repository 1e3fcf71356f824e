/** Keys on a tab: the next one always; moving, sizing and closing a panel while arranging. */
import type { DockviewGroupPanel, IDockviewPanel } from 'dockview-react';
import { announce } from '../announce.ts';
import { keyName } from '../key-table.ts';
import type { Dock } from './dock.ts';

const DIRECTIONS = {
  Left: { side: 'left', length: 'width', by: -1 },
  Right: { side: 'right', length: 'width', by: 1 },
  Up: { side: 'top', length: 'height', by: -1 },
  Down: { side: 'bottom', length: 'height', by: 1 },
} as const;
type Arrow = keyof typeof DIRECTIONS;

const WAYS = { Left: 'left', Right: 'right', Up: 'up', Down: 'down' } as const;
/** A step of a size, in pixels. */
const STEP = 16;

function neighbour(
  dock: Dock,
  group: DockviewGroupPanel,
  arrow: Arrow,
): DockviewGroupPanel | undefined {
  const found = dock.api?.adjacentGroupInDirection(group, WAYS[arrow]);
  return dock.api?.groups.find(({ id }) => id === found?.id);
}

function said(dock: Dock, panel: IDockviewPanel, what: string): void {
  dock.focusTab(panel.id);
  announce('status', `${panel.title ?? panel.id} ${what}.`);
}

/** Into the tabs of the neighbour. */
function join(dock: Dock, panel: IDockviewPanel, arrow: Arrow): void {
  const group = neighbour(dock, panel.group, arrow);
  if (group === undefined) return;
  const beside = group.activePanel?.title ?? 'another panel';
  panel.api.moveTo({ group, position: 'center' });
  said(dock, panel, `is a tab beside ${beside}`);
}

/** Out of its tabs to that side of them; alone, to the far side of the neighbour. */
function part(dock: Dock, panel: IDockviewPanel, arrow: Arrow): void {
  const { side } = DIRECTIONS[arrow];
  const group = panel.group.panels.length > 1 ? panel.group : neighbour(dock, panel.group, arrow);
  if (group === undefined) return;
  panel.api.moveTo({ group, position: side });
  said(dock, panel, `stands ${side === 'top' || side === 'bottom' ? `at the ${side}` : side}`);
}

function resize({ group }: IDockviewPanel, arrow: Arrow): void {
  const { length, by } = DIRECTIONS[arrow];
  group.api.setSize({ [length]: group.api[length] + by * STEP });
}

function next(dock: Dock, panel: IDockviewPanel, by: 1 | -1): void {
  const { panels } = panel.group;
  const other = panels[(panels.indexOf(panel) + by + panels.length) % panels.length];
  other?.api.setActive();
  dock.focusTab(other?.id);
}

function arranged(dock: Dock, panel: IDockviewPanel, name: string): boolean {
  const keys = name.split(' ');
  const arrow = keys.pop() as Arrow;
  if (name === 'Delete') dock.close(panel.id);
  else if (!(arrow in DIRECTIONS)) return false;
  else if (keys.join(' ') === 'Shift') join(dock, panel, arrow);
  else if (keys.join(' ') === 'Ctrl') part(dock, panel, arrow);
  else if (keys.join(' ') === 'Ctrl Shift') resize(panel, arrow);
  else return false;
  return true;
}

function taken(dock: Dock, panel: IDockviewPanel, name: string): boolean {
  if (name === 'Left' || name === 'Right') next(dock, panel, name === 'Right' ? 1 : -1);
  else if (name === 'Enter' || name === 'Space') panel.api.setActive();
  else if (dock.isArranging) return arranged(dock, panel, name);
  // The dock would close the panel; outside arranging nothing is closed by a slip.
  else return name === 'Delete' || name === 'Backspace';
  return true;
}

function pressed(dock: Dock, event: KeyboardEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement) || target.role !== 'tab') return;
  const panel = dock.api?.getPanel(target.dataset['tabPanelId'] ?? '');
  if (panel === undefined || !taken(dock, panel, keyName(event))) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Takes the keys of a dock's tabs within an element, before it does; returns how to stop. */
export function takeDockKeys(element: HTMLElement, dock: Dock): () => void {
  const hear = (event: KeyboardEvent): void => pressed(dock, event);
  element.addEventListener('keydown', hear, { capture: true });
  return () => element.removeEventListener('keydown', hear, { capture: true });
}
