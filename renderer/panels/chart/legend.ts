/** A candle in words: what the crosshair stands at. */
import { timeOfDay } from '../../text/times.ts';

export interface Bar {
  readonly timeS: number;
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
  readonly volumeLots: number;
}

export interface Units {
  readonly price: (ticks: number) => string;
  readonly size: (lots: number) => string;
  readonly sizeUnit: string;
}

/** Label and value, in reading order. */
export function legendOf(bar: Bar, { price, size, sizeUnit }: Units): [string, string][] {
  return [
    ['', timeOfDay(bar.timeS * 1_000_000)],
    ['O', price(bar.openTicks)],
    ['H', price(bar.highTicks)],
    ['L', price(bar.lowTicks)],
    ['C', price(bar.closeTicks)],
    ['Volume', `${size(bar.volumeLots)} ${sizeUnit}`],
  ];
}

const SPOKEN: Readonly<Record<string, string>> = { O: 'open', H: 'high', L: 'low', C: 'close' };

/** The same for whoever listens. */
export function legendText(parts: readonly (readonly [string, string])[]): string {
  return parts
    .map(([label, value]) => `${SPOKEN[label] ?? label.toLowerCase()} ${value}`.trim())
    .join(', ');
}

/** Writes it into an element, touching only what changed. */
export function writeLegend(element: HTMLElement, parts: readonly (readonly [string, string])[]) {
  for (const [at, [label, value]] of parts.entries()) {
    const part = element.children[at] ?? element.appendChild(partElement(label));
    const [, text] = part.childNodes;
    if (text !== undefined && text.textContent !== value) text.textContent = value;
  }
}

function partElement(label: string): HTMLElement {
  const part = document.createElement('span');
  const name = document.createElement('span');
  name.className = 'muted';
  name.textContent = label === '' ? '' : `${label} `;
  part.append(name, document.createTextNode(''));
  return part;
}
