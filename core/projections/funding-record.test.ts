/** Fundings as they were paid: kept once, bounded, and the same when they are told again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { GENESIS } from '../journal/chain.ts';
import { plainPrices, TestVenue } from '../venue/testing/test-venue.ts';
import { FUNDINGS_KEPT } from './funding-record.ts';
import type { FundingPayment } from './funding-record.ts';
import { hear, TrailReader } from './trail-record.ts';
import type { HeardBatch } from './trail-record.ts';
import { TrailStore } from './trail-store.ts';

const NEWEST = { beforeSequence: 0, count: 2_000 } as const;
const EIGHT_HOURS_US = 28_800_000_000;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-funding-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function openStore(directory = folder()): TrailStore {
  const store = TrailStore.open(join(directory, 'projections.db'));
  onTestFinished(() => store.close());
  return store;
}

/** A bitcoin long through two fundings: what the trail hears of it, as one batch. */
function paidTwice(): { heard: HeardBatch; markTicks: number } {
  const venue = TestVenue.found({ ...instruments, indices: indices.replay }, (spec) => ({
    ...plainPrices(spec),
    funding: spec.funding,
  }));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const buyer = venue.open('long', { funds: { USDT: 100_000_000_000 } });
  const seller = venue.open('short', { funds: { USDT: 100_000_000_000 } });
  venue.trade({ buyer, seller }, 'BTCUSDT', 1_000, 600_000);
  const from = venue.venue.events.written;
  // One minute of the first interval is sampled, and one of the second.
  for (const _ of [1, 2]) {
    venue.prices({ BTC: 60_000, ETH: 3_000 }, 60_000_000);
    venue.prices({ BTC: 60_000, ETH: 3_000 }, EIGHT_HOURS_US);
  }
  const { events, state } = venue.venue;
  const position = { ...GENESIS, batchNumber: 1, sequence: state.sequence };
  const batch = { position, commands: [], outcomes: [], events, from, to: events.written };
  return { heard: hear(batch), markTicks: state.instruments[0]!.markTicks };
}

function write(store: TrailStore, heard: HeardBatch): void {
  store.write([new TrailReader(store.memory()).read(heard, 1)], heard.position);
}

function payment(sequence: number): FundingPayment {
  const figures = { rateE8: 1, premiumE8: 2, markTicks: 3, observedMinutes: 4, positions: 5 };
  const sums = { paidAtoms: 7, receivedAtoms: 6, remainderAtoms: 1 };
  return { instrument: 1, sequence, timeUs: sequence, ...figures, ...sums };
}

describe('PROJ-10 fundings that were paid', () => {
  test('PROJ-10 each is a row with what it was made of and what it came to', () => {
    const store = openStore();
    const { heard, markTicks } = paidTwice();
    write(store, heard);
    const rows = store.fundings({ instrument: 1, ...NEWEST });
    expect(rows.length).toBe(2);
    const [newest] = rows;
    expect(newest).toMatchObject({ markTicks, premiumE8: 0, observedMinutes: 1, positions: 2 });
    // 0.01 % for one of 480 minutes.
    expect(newest!.rateE8).toBe(21);
    // The payer rounds up, the receiver down.
    const { paidAtoms, receivedAtoms, remainderAtoms } = newest!;
    expect(paidAtoms).toBe(receivedAtoms + remainderAtoms);
    expect(rows[0]!.sequence).toBeGreaterThan(rows[1]!.sequence);
  });

  test('PROJ-10 told again, or of a file made anew, they are the same', () => {
    const directory = folder();
    const { heard } = paidTwice();
    const first = TrailStore.open(join(directory, 'projections.db'));
    write(first, heard);
    write(first, heard);
    const before = first.fundings({ instrument: 1, ...NEWEST });
    first.close();
    const second = openStore(directory);
    expect(second.fundings({ instrument: 1, ...NEWEST })).toEqual(before);
    second.remake();
    expect(second.fundings({ instrument: 1, ...NEWEST })).toEqual([]);
    write(second, heard);
    expect(second.fundings({ instrument: 1, ...NEWEST })).toEqual(before);
  });

  test('PROJ-10 the newest 1,000 of an instrument stay, and come by the page', () => {
    const store = openStore();
    const fundings = Array.from({ length: FUNDINGS_KEPT + 5 }, (_, n) => payment(n + 1));
    const other = { ...payment(1), instrument: 2 };
    store.write(
      [{ records: [], sessions: [], subjects: [], funds: [], fundings: [...fundings, other] }],
      GENESIS,
    );
    const rows = store.fundings({ instrument: 1, ...NEWEST });
    expect([rows.length, rows[0]?.sequence, rows.at(-1)?.sequence]).toEqual([1_000, 1_005, 6]);
    const page = store.fundings({ instrument: 1, beforeSequence: 8, count: 5 });
    expect(page.map(({ sequence }) => sequence)).toEqual([7, 6]);
    expect(store.fundings({ instrument: 2, ...NEWEST })).toEqual([other]);
  });
});
