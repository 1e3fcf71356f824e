/** Every key of this workspace, in one table: what is handled is what `?` lists. */

export interface KeyLine {
  readonly where: 'everywhere' | 'ticket' | 'ladder' | 'grids' | 'chart' | 'tabs';
  readonly keys: string;
  readonly does: string;
}

export const KEY_TABLE: readonly KeyLine[] = [
  { where: 'everywhere', keys: 'Alt 1', does: 'Trading workspace' },
  { where: 'everywhere', keys: 'Ctrl K', does: 'symbol, account, panel or command' },
  { where: 'everywhere', keys: 'F6', does: 'next panel; with Shift the one before' },
  { where: 'everywhere', keys: 'F8', does: 'acknowledge the pinned call' },
  { where: 'everywhere', keys: 'Alt L', does: 'arrange panels; again or Esc when done' },
  { where: 'everywhere', keys: 'Alt N', does: 'another window, for another screen' },
  { where: 'everywhere', keys: 'Shift F8', does: 'the bell: open calls and last notices' },
  { where: 'everywhere', keys: 'Alt X', does: 'cancels all own orders of this instrument' },
  { where: 'everywhere', keys: 'Alt C', does: 'closes the position on the screen, asks first' },
  { where: 'everywhere', keys: 'Alt A', does: 'chooses the subaccount to trade for' },
  { where: 'everywhere', keys: 'Alt Up Down', does: 'the instrument before, the next one' },
  { where: 'everywhere', keys: 'Alt O', does: 'arms one-click trading, asks first' },
  { where: 'everywhere', keys: 'Esc', does: 'back; disarms one-click trading first' },
  { where: 'everywhere', keys: '?', does: 'this list' },
  { where: 'ticket', keys: 'B', does: 'buy (anywhere outside a text field)' },
  { where: 'ticket', keys: 'S', does: 'sell (anywhere outside a text field)' },
  { where: 'ticket', keys: 'Up Down', does: 'one tick, one lot; an empty price: the best' },
  { where: 'ticket', keys: 'Shift Up Down', does: 'in price: one lot in size' },
  { where: 'ticket', keys: 'Enter', does: 'stages, sends nothing' },
  { where: 'ticket', keys: 'Ctrl Enter', does: 'sends' },
  { where: 'ticket', keys: 'Esc', does: 'clears' },
  { where: 'ladder', keys: 'Space', does: 'centres; so does the middle button' },
  { where: 'ladder', keys: 'Arrows', does: 'move the cell' },
  {
    where: 'ladder',
    keys: 'Enter',
    does: 'stages an order there; sends it while one-click is armed',
  },
  { where: 'ladder', keys: 'Shift Up Down', does: 'moves own orders there by one row' },
  { where: 'ladder', keys: '1-9', does: 'size presets: of the ticket, or of a click while armed' },
  { where: 'ladder', keys: 'Shift X', does: 'cancels own orders of that side' },
  { where: 'ladder', keys: 'X', does: 'cancels all own orders of this instrument' },
  { where: 'chart', keys: 'Left Right', does: 'move the crosshair by candle' },
  { where: 'chart', keys: 'Home End', does: 'to the first candle, to the last' },
  { where: 'chart', keys: 'Esc', does: 'take the crosshair away' },
  { where: 'grids', keys: '/', does: 'filter accounts' },
  { where: 'grids', keys: 'J K Arrows', does: 'rows' },
  { where: 'grids', keys: 'Left Right', does: 'fold and unfold' },
  { where: 'grids', keys: 'Enter', does: 'to the ticket' },
  { where: 'grids', keys: 'C', does: 'closes the position at the market, asks first' },
  { where: 'grids', keys: 'R', does: 'reduces the position by half, asks first' },
  { where: 'grids', keys: 'E', does: 'amends price and size of the order' },
  { where: 'grids', keys: 'X', does: 'cancels the order' },
  { where: 'grids', keys: 'Ctrl C', does: 'copies the cell' },
  { where: 'tabs', keys: 'Left Right', does: 'the tab beside' },
  { where: 'tabs', keys: 'Shift Arrows', does: 'arranging: into the tabs of the neighbour' },
  { where: 'tabs', keys: 'Ctrl Arrows', does: 'arranging: out of the tabs to that side' },
  { where: 'tabs', keys: 'Ctrl Shift Arrows', does: 'arranging: smaller and larger' },
  { where: 'tabs', keys: 'Delete', does: 'arranging: closes the panel' },
  { where: 'grids', keys: 'U O W G', does: 'trail: its subaccount, order, person, strategy' },
  { where: 'grids', keys: 'H M', does: 'trail: by hand only; older' },
];

interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
};

/** "Alt 1", "Shift Up", "Ctrl Enter", "B", "?": a key as the table writes it. */
export function keyName(event: Pressed): string {
  const isLetter = event.key.length === 1 && event.key !== ' ';
  const base = NAMES[event.key] ?? (isLetter ? event.key.toUpperCase() : event.key);
  const isShifted = event.shiftKey && (!isLetter || /[A-Z]/.test(base));
  const before = [
    event.ctrlKey || event.metaKey ? 'Ctrl' : '',
    event.altKey ? 'Alt' : '',
    isShifted ? 'Shift' : '',
  ];
  return [...before, base].filter((part) => part !== '').join(' ');
}

interface Focused {
  readonly tagName?: string;
  readonly type?: string;
  readonly closest?: (selector: string) => unknown;
}

/** What is asked in a dialog is answered first. */
export function isInDialog(target: EventTarget | null): boolean {
  return ((target as Focused | null)?.closest?.('dialog') ?? null) !== null;
}

/** Single letters act only when no text field has focus and no dialog is open. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as Focused | null;
  if (isInDialog(target)) return true;
  if (element?.tagName === 'TEXTAREA' || element?.tagName === 'SELECT') return true;
  return element?.tagName === 'INPUT' && element.type !== 'checkbox' && element.type !== 'radio';
}
