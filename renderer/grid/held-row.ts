/**
 * Grids know the focus by its index, and rows move as they are sorted anew. Here the focus goes
 * with the row that a person put it on, and a key never acts on one that came in its place.
 */
import type { GridApi } from 'ag-grid-community';

export interface HeldRow {
  /** Whether a key pressed on this row was meant for it. */
  readonly isMeant: (id: string | undefined) => boolean;
}

function rowIdOf(target: EventTarget | null): string | null {
  const row = (target as HTMLElement | null)?.closest?.('.ag-row');
  return row?.getAttribute('row-id') ?? null;
}

export function holdRow<T>(element: HTMLElement, api: GridApi<T>): HeldRow {
  const ended = new AbortController();
  const { signal } = ended;
  let held: string | null = null;
  let isByPerson = false;
  const acted = (): void => {
    isByPerson = true;
    // The focus moves while the key or the button is handled; later the grid moves it by itself.
    setTimeout(() => (isByPerson = false));
  };
  document.addEventListener('keydown', acted, { capture: true, signal });
  document.addEventListener('mousedown', acted, { capture: true, signal });
  element.addEventListener(
    'focusin',
    ({ target }) => {
      if (isByPerson) held = rowIdOf(target) ?? held;
    },
    { signal },
  );
  api.addEventListener('modelUpdated', () => {
    const cell = api.getFocusedCell();
    if (held === null || cell === null || !element.contains(document.activeElement)) return;
    const index = api.getRowNode(held)?.rowIndex ?? null;
    if (index !== null && index !== cell.rowIndex) api.setFocusedCell(index, cell.column);
  });
  api.addEventListener('gridPreDestroyed', () => ended.abort());
  return { isMeant: (id) => held === null || held === id };
}
