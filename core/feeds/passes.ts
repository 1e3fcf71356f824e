import type { MarketSlot, SlotOptions } from './market-source.ts';

/**
 * Strings passes together: one, or one after the other for ever. Passes are reproducible on their
 * own, so resuming opens the pass that holds `fromTimeUs` and skips to it.
 */
export function* slotsOfPasses(
  startTimeUs: number,
  passDurationUs: number,
  pass: (passNumber: number) => Iterable<MarketSlot>,
  options: SlotOptions,
): Generator<MarketSlot> {
  const fromTimeUs = options.fromTimeUs ?? -Infinity;
  const elapsedUs = Math.max(0, fromTimeUs - startTimeUs);
  let passNumber = Math.floor(elapsedUs / passDurationUs);
  if (passNumber > 0 && !options.loop) return;
  do {
    for (const slot of pass(passNumber)) {
      if (slot.timeUs <= fromTimeUs) continue;
      const cut = slot.prints.some((print) => print.timeUs <= fromTimeUs);
      yield cut
        ? { ...slot, prints: slot.prints.filter((print) => print.timeUs > fromTimeUs) }
        : slot;
    }
    passNumber += 1;
  } while (options.loop);
}
