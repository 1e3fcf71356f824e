/** Every key of this workspace, in one table: what is handled is what `?` lists. */

export const PLACES = ['everywhere', 'ticket', 'ladder', 'grids', 'chart', 'tabs'] as const;
export type KeyPlace = (typeof PLACES)[number];

export interface KeyLine {
  readonly where: KeyPlace;
  /** One key, which a person may replace by another; or several, which stay as they are. */
  readonly keys: string;
  readonly does: string;
  readonly isFixed?: true;
}

function act(where: KeyPlace, keys: string, does: string): KeyLine {
  return { where, keys, does };
}

/** Arrows, Esc and figures: what they do in a grid, a field or a dialog is not the desk's alone. */
function fixed(where: KeyPlace, keys: string, does: string): KeyLine {
  return { where, keys, does, isFixed: true };
}

export const KEY_TABLE: readonly KeyLine[] = [
  act('everywhere', 'Alt 1', 'Trading workspace'),
  act('everywhere', 'Alt 2', 'Risk workspace'),
  act('everywhere', 'Ctrl K', 'symbol, account, panel or command'),
  act('everywhere', 'F6', 'next panel'),
  act('everywhere', 'Shift F6', 'the panel before'),
  act('everywhere', 'F8', 'acknowledge the pinned call'),
  act('everywhere', 'Shift F12', 'kill switch: opens its first step; held there, runs it'),
  act('everywhere', 'Alt L', 'arrange panels; again or Esc when done'),
  act('everywhere', 'Alt N', 'another window, for another screen'),
  act('everywhere', 'Shift F8', 'the bell: open calls and last notices'),
  act('everywhere', 'Alt X', 'cancels all own orders of this instrument'),
  act('everywhere', 'Alt C', 'closes the position on the screen, asks first'),
  act('everywhere', 'Alt A', 'chooses the subaccount to trade for'),
  act('everywhere', 'Alt Up', 'the instrument before'),
  act('everywhere', 'Alt Down', 'the next instrument'),
  act('everywhere', 'Alt O', 'arms one-click trading, asks first'),
  act('everywhere', 'Alt H', 'halts or resumes the instrument, asks first'),
  act('everywhere', 'Alt M', 'margin by mode of the subaccount, before a switch'),
  act('everywhere', 'Alt I', 'contract details: margin, funding, settlement, losses'),
  act('everywhere', 'Alt G', 'cancel on disconnect, dead man\u2019s switch'),
  act('everywhere', '/', 'filter accounts'),
  act('everywhere', '?', 'this list'),
  fixed('everywhere', 'Esc', 'back; disarms one-click trading first'),
  act('ticket', 'B', 'buy (anywhere outside a text field, too)'),
  act('ticket', 'S', 'sell (anywhere outside a text field, too)'),
  act('ticket', 'L', 'limit order, to its price'),
  act('ticket', 'M', 'market order, to its size'),
  act('ticket', 'T', 'stop order, to its trigger'),
  act('ticket', 'P', 'stop limit order'),
  act('ticket', 'I', 'market if touched'),
  act('ticket', 'J', 'limit if touched'),
  act('ticket', 'R', 'trailing stop, to its distance'),
  act('ticket', 'K', 'pegged order, to its offset'),
  act('ticket', 'C', 'stop that closes the position'),
  act('ticket', 'G', 'triggered by the next: mark, last, index; pegged to the next'),
  act('ticket', 'F', 'the next time in force'),
  act('ticket', 'X', 'exits: to the take-profit; there again: without exits'),
  act('ticket', 'U', 'exits as prices, or in ticks from the order'),
  act('ticket', 'D', 'how much of the order others see'),
  act('ticket', 'N', 'client id and further instructions'),
  act('ticket', 'W', 'asks for a waiver where a limit refuses'),
  act('ticket', 'Enter', 'stages, sends nothing'),
  act('ticket', 'Ctrl Enter', 'sends'),
  fixed('ticket', 'Esc', 'clears'),
  fixed('ticket', 'Up Down', 'one tick, one lot; an empty price: the best'),
  fixed('ticket', 'Shift Up Down', 'in price: one lot in size'),
  act('ladder', 'Space', 'centres; so does the middle button'),
  act('ladder', 'Enter', 'stages an order there; sends it while one-click is armed'),
  act('ladder', 'Shift Up', 'moves own orders there up by one row'),
  act('ladder', 'Shift Down', 'moves own orders there down by one row'),
  act('ladder', 'Shift X', 'cancels own orders of that side'),
  act('ladder', 'X', 'cancels all own orders of this instrument'),
  fixed('ladder', 'Arrows', 'move the cell'),
  fixed('ladder', '1-9', 'size presets: of the ticket, or of a click while armed'),
  act('grids', 'J', 'the row below'),
  act('grids', 'K', 'the row above'),
  act('grids', 'Enter', 'to the ticket'),
  act('grids', 'C', 'closes the position at the market, asks first'),
  act('grids', 'R', 'reduces the position by half, asks first'),
  act('grids', 'P', 'protects the position: take-profit and stop'),
  act('grids', 'E', 'amends the order: price, size, trigger'),
  act('grids', 'X', 'cancels the order'),
  act('grids', 'F', 'freezes the order of the rows; again: lets them move'),
  act('grids', 'Ctrl C', 'copies the cell'),
  act('grids', 'U', 'trail: its subaccount'),
  act('grids', 'O', 'trail: its order; security log: its code'),
  act('grids', 'W', 'trail: its person'),
  act('grids', 'G', 'trail: its strategy'),
  act('grids', 'H', 'trail: by hand only'),
  act('grids', 'M', 'trail and security log: older'),
  fixed('grids', 'Arrows', 'rows and cells; in accounts fold and unfold'),
  fixed('chart', 'Left Right', 'move the crosshair by candle'),
  fixed('chart', 'Home End', 'to the first candle, to the last'),
  act('chart', 'O', 'chooses an own order; again: the next'),
  act('chart', 'Enter', 'sends the chosen order where it was moved'),
  fixed('chart', 'Up Down', 'move the chosen order by a tick, with Shift by ten'),
  fixed('chart', 'Esc', 'the order back; take the crosshair away'),
  fixed('tabs', 'Left Right', 'the tab beside'),
  fixed('tabs', 'Shift Arrows', 'arranging: into the tabs of the neighbour'),
  fixed('tabs', 'Ctrl Arrows', 'arranging: out of the tabs to that side'),
  fixed('tabs', 'Ctrl Shift Arrows', 'arranging: smaller and larger'),
  fixed('tabs', 'Delete', 'arranging: closes the panel'),
];

/** They act on what Trading shows, and so nowhere else. */
const OF_TRADING: ReadonlySet<string> = new Set([
  'Alt X',
  'Alt C',
  'Alt A',
  'Alt Up',
  'Alt Down',
  'Alt O',
  'Alt H',
  '/',
]);

/** Whether a key is about the instrument and the panels of Trading. */
export function isOfTrading(where: KeyPlace, keys: string): boolean {
  if (where === 'everywhere') return OF_TRADING.has(keys);
  return where === 'ticket' || where === 'ladder' || where === 'chart';
}

export interface Pressed {
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
