/** The instrument on the screen, and whether its prices are old. */
import type { InstrumentEntry } from '../../core/desk/messages.ts';
import { useScalar, useSlow } from '../feed/hooks.ts';
import { useDesk } from './desk-state.ts';
import { staleness } from './staleness.ts';

export function useInstrument(): InstrumentEntry | undefined {
  const welcome = useScalar('welcome');
  const symbol = useDesk((state) => state.instrument);
  return welcome?.instruments.find((entry) => entry.symbol === symbol);
}

export function useStaleness(): string | null {
  const instrument = useInstrument();
  return staleness(useScalar('link'), useSlow('strip'), instrument);
}
