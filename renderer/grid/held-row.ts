/**
 * Grids know the focus by its index, and rows move as they are sorted anew. Here the focus goes
 * with the row that a person put it on, and a key never acts on one that came in its place.
 */
import type { GridApi } from 'ag-grid-community';
import { meantKey } from '../workspace/keys.ts';

export interface HeldRow {
  /** Whether a key pressed on this row was meant for it. */
  readonly isMeant: (id: string | undefined) => boolean;
}

const MOVES_WITHIN_MS = 500;
/** Keys that take the focus elsewhere. A key that acts moves nothing: what comes is the grid's. */
const MOVING = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  'Tab',
  'F6',
]);
const MOVING_HERE = ['J', 'K'];

function rowIdOf(target: EventTarget | null): string | null {
  const row = (target as HTMLElement | null)?.closest?.('.ag-row');
  return row?.getAttribute('row-id') ?? null;
}

export function holdRow<T>(element: HTMLElement, api: GridApi<T>): HeldRow {
  const ended = new AbortController();
  const { signal } = ended;
  let held: string | null = null;
  // Until when the next focus is one that a person moved; the grid may take its time over it.
  let movedUntilMs = 0;
  const moved = (): void => {
    movedUntilMs = performance.now() + MOVES_WITHIN_MS;
  };
  const isMoving = (): boolean => performance.now() < movedUntilMs;
  document.addEventListener('mousedown', moved, { capture: true, signal });
  const pressed = (event: KeyboardEvent): void => {
    if (MOVING.has(event.key) || MOVING_HERE.includes(meantKey(event, 'grids'))) moved();
  };
  document.addEventListener('keydown', pressed, { capture: true, signal });
  element.addEventListener(
    'focusin',
    ({ target }) => {
      const id = rowIdOf(target);
      if (id === null || !isMoving()) return;
      held = id;
      movedUntilMs = 0;
    },
    { signal },
  );
  api.addEventListener('modelUpdated', () => {
    const cell = api.getFocusedCell();
    if (held === null || cell === null || isMoving() || !element.contains(document.activeElement))
      return;
    const index = api.getRowNode(held)?.rowIndex ?? null;
    if (index !== null && index !== cell.rowIndex) api.setFocusedCell(index, cell.column);
  });
  api.addEventListener('gridPreDestroyed', () => ended.abort());
  return { isMeant: (id) => held === null || held === id };
}
