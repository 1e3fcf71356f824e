/**
 * The ladder's rows: fixed nodes whose texts change only where they differ. The price column
 * stands still under the pointer; only a person moves it.
 */
import type { Ladder, LadderBand, LadderRow } from '../../../core/desk/messages.ts';
import { boundBeyond } from './band.ts';
import { chipSize } from './chip-size.ts';
import type { StagedOrder } from '../../workspace/desk-state.ts';

export const ROW_PX = 24;
const CLIPPED_PX = 6;
export const COLUMNS = ['work-bid', 'bid', 'price', 'ask', 'work-ask'] as const;
export type Column = (typeof COLUMNS)[number];

interface Cells {
  readonly row: HTMLElement;
  readonly workBid: HTMLElement;
  readonly bid: HTMLElement;
  readonly bidBar: HTMLElement;
  readonly price: HTMLElement;
  readonly ask: HTMLElement;
  readonly askBar: HTMLElement;
  readonly workAsk: HTMLElement;
}

function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

function setClass(node: HTMLElement, name: string): void {
  if (node.className !== name) node.className = name;
}

/** How far a bar reaches, painted only: a transform would have all layers put together anew. */
function setShare(bar: HTMLElement, share: number): void {
  const size = `${share * 100}% 100%`;
  if (bar.style.backgroundSize !== size) bar.style.backgroundSize = size;
}

function cell(row: HTMLElement, column: Column): HTMLElement {
  const element = document.createElement('div');
  element.setAttribute('role', 'gridcell');
  element.className = column;
  element.dataset['column'] = column;
  row.append(element);
  return element;
}

function sized(element: HTMLElement): readonly [HTMLElement, HTMLElement] {
  const bar = document.createElement('i');
  const text = document.createElement('span');
  element.append(bar, text);
  return [bar, text];
}

function cellsOf(body: HTMLElement, index: number): Cells {
  const row = document.createElement('div');
  row.setAttribute('role', 'row');
  row.className = 'ladder-row';
  row.dataset['row'] = String(index);
  const workBid = cell(row, 'work-bid');
  const [bidBar, bid] = sized(cell(row, 'bid'));
  const price = cell(row, 'price');
  const [askBar, ask] = sized(cell(row, 'ask'));
  const workAsk = cell(row, 'work-ask');
  [...row.children].forEach((child, at) => {
    child.id = `ladder-${index}-${at}`;
  });
  body.append(row);
  return { row, workBid, bid, bidBar, price, ask, askBar, workAsk };
}

/** Where a side of a row is worked: own orders with their place in the queue, staged, others'. */
interface Work {
  readonly own: string;
  readonly staged: string;
  readonly other: string;
  readonly ahead: string;
  readonly front: string;
  readonly shown: string;
}

/** One chip at most in a cell: own before staged before others'; own with the lots before it. */
function chip(element: HTMLElement, work: Work): void {
  const { own, staged, other, ahead, front, shown: seen } = work;
  const text = own === '' ? staged || other : chipSize(own, front);
  const kind = own !== '' ? 'own' : staged !== '' ? 'staged' : 'other';
  setText(element, text);
  const shown = own === '' ? '' : front;
  if ((element.dataset['ahead'] ?? '') !== shown) element.dataset['ahead'] = shown;
  const working = seen === '' ? `${own} working` : `${own} working, ${seen} of it shown`;
  const title = own === '' ? '' : `${working}; lots ahead: ${ahead}`;
  if (element.title !== title) element.title = title;
  element.classList.toggle('own', text !== '' && kind === 'own');
  element.classList.toggle('staged', text !== '' && kind === 'staged');
  element.classList.toggle('other', text !== '' && kind === 'other');
}

/** A side that is not taken in a row: its cell is hatched, and says which bound it is beyond. */
function paintBand(cells: Cells, row: LadderRow | undefined, band: LadderBand | null): void {
  for (const side of ['buy', 'sell'] as const) {
    const bound = row === undefined ? '' : boundBeyond(side, row.priceTicks, band);
    const place = (side === 'buy' ? cells.bid : cells.ask).parentElement;
    if (place === null) continue;
    place.classList.toggle('beyond', bound !== '');
    const title = bound === '' ? '' : `Outside the order band: ${bound}`;
    if (place.title !== title) place.title = title;
  }
}

function within(value: number, last: number): number {
  return Math.min(last, Math.max(0, value));
}

export class LadderView {
  readonly #body: HTMLElement;
  #cells: Cells[] = [];
  #rows: readonly (LadderRow | undefined)[] = [];
  #cursor: { row: number; column: number } | null = null;

  constructor(body: HTMLElement) {
    this.#body = body;
  }

  get rowCount(): number {
    return this.#cells.length;
  }

  /** As many rows as fit; the last may miss a few pixels rather than leave a gap. */
  resize(heightPx: number): void {
    const count = Math.max(1, Math.floor((heightPx + CLIPPED_PX) / ROW_PX));
    if (count === this.#cells.length) return;
    this.#body.replaceChildren();
    this.#cells = Array.from({ length: count }, (_, index) => cellsOf(this.#body, index));
  }

  /** `staged` is what is not there yet: of the ticket, and on its way. */
  paint(ladder: Ladder | null, staged: readonly StagedOrder[]): void {
    const middle = Math.floor(this.#cells.length / 2);
    const centre = ladder?.rows.findIndex(({ priceTicks }) => priceTicks === ladder.centreTicks);
    const first = (centre ?? 0) - middle;
    const bestAsk = ladder?.rows.findLast(({ ask }) => ask !== '')?.priceTicks ?? 0;
    this.#rows = this.#cells.map((_, index) => ladder?.rows[first + index]);
    this.#cells.forEach((cells, index) => {
      const row = this.#rows[index];
      this.#paintRow(cells, row, row !== undefined && row.priceTicks === bestAsk);
      paintBand(cells, row, ladder?.band ?? null);
      this.#paintWork(cells, row, ladder, staged);
    });
    this.#paintCursor();
  }

  /** Whether the last trade's row stands above or below what is shown; null while it is shown. */
  lastIs(lastTicks: number): 'above' | 'below' | null {
    const [top] = this.#rows;
    const bottom = this.#rows.at(-1);
    if (lastTicks === 0 || top === undefined || bottom === undefined) return null;
    if (lastTicks > top.priceTicks) return 'above';
    return lastTicks < bottom.priceTicks ? 'below' : null;
  }

  rowAt(index: number): LadderRow | undefined {
    return this.#rows[index];
  }

  /** The cell that the keys act on; the middle of the bid column to begin with. */
  get cursor(): { readonly row: LadderRow; readonly column: Column } | null {
    const row = this.#cursor === null ? undefined : this.#rows[this.#cursor.row];
    const column = COLUMNS[this.#cursor?.column ?? -1];
    return row === undefined || column === undefined ? null : { row, column };
  }

  moveCursor(rows: number, columns: number): void {
    const from = this.#cursor ?? { row: Math.floor(this.#cells.length / 2) - rows, column: 1 };
    this.#cursor = {
      row: within(from.row + rows, this.#cells.length - 1),
      column: within(from.column + columns, COLUMNS.length - 1),
    };
    this.#paintCursor();
  }

  hideCursor(): void {
    this.#cursor = null;
    this.#paintCursor();
  }

  #paintCursor(): void {
    this.#body.querySelector('.cursor')?.classList.remove('cursor');
    if (this.#cursor === null) return this.#body.removeAttribute('aria-activedescendant');
    const { row, column } = this.#cursor;
    const element = this.#cells[row]?.row.children[column];
    if (element === undefined) return;
    element.classList.add('cursor');
    this.#body.setAttribute('aria-activedescendant', element.id);
  }

  #paintRow(cells: Cells, row: LadderRow | undefined, isBestAsk: boolean): void {
    setText(cells.price, row?.price ?? '');
    setText(cells.bid, row?.bid ?? '');
    setText(cells.ask, row?.ask ?? '');
    setShare(cells.bidBar, row?.bidShare ?? 0);
    setShare(cells.askBar, row?.askShare ?? 0);
    const isEmpty = row === undefined || (row.bid === '' && row.ask === '');
    const last = row?.isLast === true ? ' last' : '';
    const uncross = row?.isIndicative === true ? ' indicative' : '';
    const marks = `${last}${row?.isMark === true ? ' mark' : ''}${uncross}`;
    const title = uncross === '' ? '' : 'Indicative price: the call would uncross here';
    if (cells.price.title !== title) cells.price.title = title;
    setClass(cells.price, `price${isEmpty ? ' thin' : ''}${marks}`);
    setClass(cells.row, `ladder-row${isBestAsk ? ' best-ask' : ''}`);
  }

  #paintWork(
    cells: Cells,
    row: LadderRow | undefined,
    ladder: Ladder | null,
    staged: readonly StagedOrder[],
  ): void {
    const sizeOf = (side: StagedOrder['side']): string =>
      staged.find(
        (one) =>
          one.side === side &&
          one.instrument === ladder?.instrument &&
          rowOf(one, ladder.stepTicks) === row?.priceTicks,
      )?.size ?? '';
    chip(cells.workBid, {
      own: row?.ownBuy ?? '',
      staged: sizeOf('buy'),
      other: row?.otherBuy ?? '',
      ahead: row?.aheadBuy ?? '',
      front: row?.frontBuy ?? '',
      shown: row?.shownBuy ?? '',
    });
    chip(cells.workAsk, {
      own: row?.ownSell ?? '',
      staged: sizeOf('sell'),
      other: row?.otherSell ?? '',
      ahead: row?.aheadSell ?? '',
      front: row?.frontSell ?? '',
      shown: row?.shownSell ?? '',
    });
  }
}

/** The row that a price belongs to: away from the middle, as the core groups them. */
export function rowOf(
  { side, priceTicks }: Pick<StagedOrder, 'side' | 'priceTicks'>,
  step: number,
) {
  const rows = side === 'buy' ? Math.floor(priceTicks / step) : Math.ceil(priceTicks / step);
  return rows * step;
}
