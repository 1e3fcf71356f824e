/** Whether an instrument's prices are old, in words; entry is shut while they are. */
import type { InstrumentEntry, Strip } from '../../core/desk/messages.ts';
import { useScalar, useSlow } from '../feed/hooks.ts';
import type { Link } from '../feed/streams.ts';
import { age } from '../text/times.ts';
import { useDesk } from './desk-state.ts';

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

export function useInstrument(): InstrumentEntry | undefined {
  const welcome = useScalar('welcome');
  const symbol = useDesk((state) => state.instrument);
  return welcome?.instruments.find((entry) => entry.symbol === symbol);
}

export function useStaleness(): string | null {
  const instrument = useInstrument();
  return staleness(useScalar('link'), useSlow('strip'), instrument);
}
