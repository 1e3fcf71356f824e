/** Whether an instrument's prices are old, in words; entry is shut while they are. */
import type { InstrumentEntry, Strip } from '../../core/desk/messages.ts';
import type { Link } from '../feed/streams.ts';
import { age } from '../text/times.ts';

/** Null while everything that the instrument's prices are made of is fresh. */
export function staleness(
  link: Link,
  strip: Strip | null,
  instrument: Pick<InstrumentEntry, 'symbol' | 'index'> | undefined,
): string | null {
  if (link.state === 'stale') return 'Stale: the core sends nothing';
  if (strip === null || instrument === undefined) return null;
  const made = [instrument.symbol, instrument.index, `${instrument.index} index`];
  const old = strip.feeds.filter(({ name, isStale }) => isStale && made.includes(name));
  if (old.length === 0) return null;
  const oldest = Math.max(...old.map(({ ageMs }) => ageMs));
  const names = old.map(({ name }) => name).join(', ');
  return `Stale: ${names}, last change ${age(oldest)} ago`;
}
