/** A candle in words: what the crosshair stands at. */
import type { Candle } from '../../../core/desk/messages.ts';
import { timeOfDay } from '../../text/times.ts';
import type { FillMark } from './marks.ts';

export interface Units {
  readonly price: (ticks: number) => string;
  readonly size: (lots: number) => string;
  readonly sizeUnit: string;
}

/** Label and value. */
export type LegendPart = readonly [string, string];

function fillWord({ side, isLiquidation }: FillMark): string {
  if (isLiquidation) return 'LIQ';
  return side === 'BUY' ? 'Bought' : 'Sold';
}

/** A candle and the own fills in it, in reading order. */
export function legendOf(
  bar: Candle,
  fills: readonly FillMark[],
  { price, size, sizeUnit }: Units,
): LegendPart[] {
  return [
    ['', timeOfDay(bar.timeS * 1_000_000)],
    ['O', price(bar.openTicks)],
    ['H', price(bar.highTicks)],
    ['L', price(bar.lowTicks)],
    ['C', price(bar.closeTicks)],
    ['Volume', `${size(bar.volume)} ${sizeUnit}`],
    ...fills.map((fill): LegendPart => [fillWord(fill), price(fill.ticks)]),
  ];
}

const SPOKEN: Readonly<Record<string, string>> = {
  O: 'open',
  H: 'high',
  L: 'low',
  C: 'close',
  LIQ: 'liquidated',
};

/** The same for whoever listens. */
export function legendText(parts: readonly LegendPart[]): string {
  return parts
    .map(([label, value]) => `${SPOKEN[label] ?? label.toLowerCase()} ${value}`.trim())
    .join(', ');
}

/** Writes it into an element, touching only what changed. */
export function writeLegend(element: HTMLElement, parts: readonly LegendPart[]): void {
  for (const [at, part] of parts.entries()) {
    const place = element.children[at] ?? element.appendChild(emptyPart());
    for (const [n, text] of part.entries()) {
      const child = place.children[n];
      if (child !== undefined && child.textContent !== text) child.textContent = text;
    }
  }
  while (element.children.length > parts.length) element.lastElementChild?.remove();
}

function emptyPart(): HTMLElement {
  const part = document.createElement('span');
  const [label, value] = [document.createElement('span'), document.createElement('span')];
  label.className = 'muted';
  part.append(label, value);
  return part;
}
