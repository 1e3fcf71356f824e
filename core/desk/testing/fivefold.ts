/** An index of five sources beside one of a replay, and its row as the desk tells it. */
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { ExclusionReason } from '../../venue/pricing/source-validity.ts';
import { TestVenue } from '../../venue/testing/test-venue.ts';
import type { OracleRow } from '../messages.ts';
import { oracleRows } from '../views/oracles.ts';
import { Scales } from '../views/scales.ts';
import { Scene } from '../views/scene.ts';

const [standard] = indices.standard;
const [, ether] = indices.replay;
const SECOND_US = 1_000_000;

/** A founded venue whose index of BTC has five sources. */
export function foundFivefold(): TestVenue {
  return TestVenue.found({ ...instruments, indices: [standard!, ether!] });
}

/** What each source says a second later, in whole units; 0 for nothing. */
export function observe(
  venue: TestVenue,
  prices: readonly number[],
  { receiveAgesMs = [], secondary = 0 }: { receiveAgesMs?: number[]; secondary?: number } = {},
): void {
  venue.timeUs += SECOND_US;
  const inputs = prices.flatMap((price, source) => {
    if (price === 0) return [];
    const priceE8 = price * 100_000_000;
    const quote = { bidE8: priceE8 - 1, askE8: priceE8 + 1, lastE8: 0, lastAgeMs: 0 };
    const receiveAgeMs = receiveAgesMs[source] ?? 0;
    const sourceTimeUs = venue.timeUs - 1_000 * receiveAgeMs;
    return [{ source, ...quote, sourceTimeUs, receiveAgeMs, flags: 0 }];
  });
  const secondaryE8 = secondary * 100_000_000;
  venue.ok({ kind: 'price.observe', index: 1, inputs, secondaryE8 }, { by: 'feed' });
}

/** The same from the beginning. */
export function fivefold(prices: readonly number[], receiveAgesMs: number[] = []): TestVenue {
  const venue = foundFivefold();
  observe(venue, prices, { receiveAgesMs });
  return venue;
}

/** The row of that index, with the exclusions that were told since they were last taken. */
export function oracle(venue: TestVenue): OracleRow {
  const out = new Map<number, ExclusionReason>();
  for (const event of venue.take()) {
    if (event.kind !== 'index.excluded') continue;
    out.set(Number(event['source']), event['reason'] as ExclusionReason);
  }
  const { state } = venue.venue;
  const turns = { instruments: new Map(), indices: new Map() };
  const news = { turns, secondaries: new Map(), marks: new Map() };
  const scene = new Scene(state, new Scales(state));
  return oracleRows(scene, { ...news, exclusions: new Map([[1, out]]) })[0]!;
}
