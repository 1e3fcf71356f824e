/** The fund's changes as rows: which liquidation each came of, and what is read of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { GENESIS } from '../journal/chain.ts';
import { Crash, USDT } from '../venue/liquidation/testing/deleveraging.ts';
import { FundHearing } from './fund-record.ts';
import type { FundChange } from './fund-record.ts';
import { TrailStore } from './trail-store.ts';

const MINUTE_US = 60_000_000;
const ALL = { sequence: 1_000_000, count: 100, sinceUs: 0 };

function openStore(): TrailStore {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-fund-'));
  const store = TrailStore.open(join(path, 'projections.db'));
  onTestFinished(() => {
    store.close();
    rmSync(path, { recursive: true });
  });
  return store;
}

function write(store: TrailStore, funds: readonly FundChange[]): void {
  store.write([{ records: [], sessions: [], subjects: [], fundings: [], funds }], GENESIS);
}

const CHANGE: FundChange = {
  sequence: 1,
  step: 0,
  timeUs: MINUTE_US,
  asset: 1,
  part: 0,
  amountAtoms: 5 * USDT,
  balanceAtoms: 5 * USDT,
  reason: 'contribution',
  instrument: 0,
  liquidation: 0,
  subaccount: 0,
};

/** A bitcoin on 3,400 USDT, of which a quarter is sold and the rest taken over. */
function ruined(): { crash: Crash; changes: FundChange[]; ruin: number } {
  const crash = new Crash(() => ({}));
  const amountAtoms = 10_000 * USDT;
  crash.venue.ok({ kind: 'insurance.contribute', asset: 1, amountAtoms }, { by: 'treasurer' });
  const ruin = crash.holder('ruined', 1_000, 3_400);
  crash.bid(250, 566_000);
  for (let price = 59_750; price >= 56_850; price -= 250) crash.prices(price);
  crash.prices(56_850);
  crash.pass(2, 56_500);
  crash.bid(2_000, 560_000);
  crash.pass(30, 56_250);
  const { events } = crash.venue.venue;
  const hearing = new FundHearing();
  for (let position = 0; position < events.written; position++) hearing.hear(events, position);
  return { crash, changes: hearing.take(), ruin };
}

describe('PROJ-09 changes of the insurance fund', () => {
  test('PROJ-09 a fee and what a takeover leaves name their liquidation; a sale names none', () => {
    const { changes, ruin } = ruined();
    const causes = changes.map(({ reason, liquidation, subaccount }) => {
      return [reason, liquidation, subaccount];
    });
    expect(causes).toContainEqual(['contribution', 0, 0]);
    expect(causes).toContainEqual(['liquidationFee', 1, ruin]);
    expect(causes).toContainEqual(['disposalLoss', 0, 0]);
    const named = changes.filter(({ liquidation }) => liquidation !== 0);
    expect(named.every(({ subaccount }) => subaccount === ruin)).toBe(true);
  });

  test('PROJ-09 written twice is once, and sums are of all', () => {
    const store = openStore();
    const { changes, crash } = ruined();
    write(store, changes);
    write(store, changes);
    const past = store.fund(ALL);
    expect(past.changes).toEqual(changes);
    const [sums] = past.sums;
    expect(past.sums.length).toBe(1);
    expect((sums?.inAtoms ?? 0) - (sums?.outAtoms ?? 0)).toBe(crash.wallet(2));
    expect(past.balances.at(-1)?.balanceAtoms).toBe(crash.wallet(2));
  });

  test('PROJ-09 nothing is read beyond the command that was asked for', () => {
    const store = openStore();
    const later = { ...CHANGE, sequence: 9, amountAtoms: -2 * USDT, balanceAtoms: 3 * USDT };
    write(store, [CHANGE, later]);
    const { changes, sums, balances } = store.fund({ ...ALL, sequence: 8 });
    expect(changes).toEqual([CHANGE]);
    expect(sums).toEqual([{ asset: 1, part: 0, inAtoms: 5 * USDT, outAtoms: 0 }]);
    expect(balances.map(({ balanceAtoms }) => balanceAtoms)).toEqual([5 * USDT]);
    expect(store.fund({ ...ALL, count: 1 }).changes).toEqual([later]);
  });

  test('PROJ-09 of each minute the last balance is read, and the last before them', () => {
    const store = openStore();
    const at = (sequence: number, minutes: number): FundChange => {
      return { ...CHANGE, sequence, timeUs: minutes * MINUTE_US, balanceAtoms: sequence };
    };
    write(store, [at(1, 1), at(2, 2), at(3, 5), at(4, 5.5), at(5, 7)]);
    write(store, [{ ...at(6, 7), part: 2 }]);
    const { balances } = store.fund({ ...ALL, sinceUs: 4 * MINUTE_US });
    const told = balances.map(({ part, timeUs, balanceAtoms }) => {
      return [part, timeUs / MINUTE_US, balanceAtoms];
    });
    expect(told).toEqual([
      [0, 2, 2],
      [0, 5.5, 4],
      [0, 7, 5],
      [2, 7, 6],
    ]);
  });
});
