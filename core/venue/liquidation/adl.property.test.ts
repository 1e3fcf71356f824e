/**
 * Random crashes, each in two venues that differ in deleveraging alone: what the one without it is
 * left with says what the other must do, and what it may not do to anybody.
 *
 * 150 crashes by default and 6,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketFigures } from '../margin/buckets.ts';
import { allBuckets } from '../margin/calls.ts';
import { at, bucketId, isMargined } from '../state.ts';
import type { VenueState } from '../state.ts';
import { ADL_RANKS } from './adl-arithmetic.ts';
import type { AdlRank } from './adl-arithmetic.ts';
import { naivePlan } from './testing/naive-adl.ts';
import { Crash, FUND, LIQUIDATION, PLAIN_ADL } from './testing/deleveraging.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 6_000 : 150;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`crashes: BULKHEAD_SEED=${seed}\n`);

interface Holder {
  readonly lots: number;
  /** Where it entered, in 1e-4 of 60,000. */
  readonly entry: number;
  /** Its money as a share of the value, in 1e-4. */
  readonly funds: number;
  readonly isolated: boolean;
  /** A long in the other contract beside it. */
  readonly beside: number;
  /** Of a portfolio, that can bear anything, what of it is hedged, in per cent; null of others. */
  readonly hedge: number | null;
  /** There is another like it in all but its age and its number. */
  readonly twice: boolean;
}

interface Story {
  readonly isInverse: boolean;
  readonly rank: AdlRank;
  readonly isCrash: boolean;
  readonly holders: readonly Holder[];
  readonly ruined: readonly Pick<Holder, 'lots' | 'funds'>[];
  /** As a share of what the ruined hold, in 1e-4. */
  readonly fund: number;
  readonly move: number;
}

const story: fc.Arbitrary<Story> = fc.record({
  isInverse: fc.boolean(),
  rank: fc.constantFrom(...ADL_RANKS),
  isCrash: fc.boolean(),
  holders: fc.array(
    fc.record({
      lots: fc.integer({ min: 1, max: 400 }),
      entry: fc.integer({ min: 9_900, max: 10_100 }),
      funds: fc.oneof(fc.integer({ min: 350, max: 900 }), fc.integer({ min: 900, max: 20_000 })),
      isolated: fc.boolean(),
      beside: fc.constantFrom(0, 0, 300),
      hedge: fc.constantFrom(null, null, 0, 60, 100, 150),
      twice: fc.constantFrom(false, false, true),
    }),
    { minLength: 1, maxLength: 7 },
  ),
  ruined: fc.array(
    fc.record({
      lots: fc.integer({ min: 1, max: 500 }),
      funds: fc.integer({ min: 560, max: 620 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  fund: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 300 })),
  move: fc.integer({ min: 600, max: 1_200 }),
});

/** What became of a story in one of the venues. */
interface Told {
  readonly crash: Crash;
  readonly reachable: readonly number[];
  readonly fundAtoms: number;
}

/** Half of a position at 60,000 is a bitcoin of a thousand lots, or six hundred contracts. */
function play(of: Story, hasAdl: boolean): Told {
  const { isInverse, rank, isCrash } = of;
  const crash = new Crash(() => (hasAdl ? { adl: { ...PLAIN_ADL, rank } } : {}), true);
  const { venue, house } = crash;
  const symbol = isInverse ? 'BTCUSD' : 'BTCUSDT';
  const asset = isInverse ? 'XBT' : 'USDT';
  const perLot = isInverse ? 100_000_000 / 600 : 60_000_000;
  const side = isCrash ? 1 : -1;
  const reachable: number[] = [];
  const trade = (id: number, traded: string, lots: number, ticks: number): void => {
    const [buyer, seller] = lots > 0 ? [id, house] : [house, id];
    const place = (party: number, how: 'buy' | 'sell'): void => {
      const by = party === house ? ({ by: 'house' } as const) : {};
      venue.place(party, traded, how, Math.abs(lots), { priceTicks: ticks, ...by });
    };
    place(seller, 'sell');
    place(buyer, 'buy');
    // What was refused leaves the other's order, which must not trade with the next.
    venue.apply({ kind: 'order.cancelAll', subaccount: house }, { by: 'house' });
  };
  const open = (
    label: string,
    lots: number,
    share: number,
    price: number,
    mode: 'cross' | 'isolated',
  ): number => {
    const atoms = Math.ceil(Math.abs(lots) * perLot * (share / 10_000));
    const id = venue.open(label, { mode, funds: { [asset]: atoms } });
    const set = { kind: 'position.leverage', subaccount: id } as const;
    const { id: instrument } = venue.instrument(symbol);
    venue.ok({ ...set, instrument, leverageX100: mode === 'isolated' ? 3_300 : 10_000 });
    trade(id, symbol, lots, Math.round(price * 10));
    reachable.push(id);
    return id;
  };
  const openPortfolio = (label: string, lots: number, hedge: number, price: number): void => {
    const id = venue.open(label, { mode: 'portfolio', funds: { USDT: 400_000_000_000 } });
    const others = Math.round((-lots * (isInverse ? 100 / 60 : 60 / 100) * hedge) / 100);
    trade(id, symbol, lots, Math.round(price * 10));
    if (others !== 0) trade(id, isInverse ? 'BTCUSDT' : 'BTCUSD', others, Math.round(price * 10));
    reachable.push(id);
  };
  const holders = of.holders.flatMap((holder) => (holder.twice ? [holder, holder] : [holder]));
  for (const [n, holder] of holders.entries()) {
    const price = Math.round(holder.entry * 6);
    crash.prices(price);
    if (holder.hedge !== null) {
      openPortfolio(`holder${n}`, -side * holder.lots, holder.hedge, price);
      continue;
    }
    const mode = holder.isolated ? 'isolated' : 'cross';
    const id = open(`holder${n}`, -side * holder.lots, holder.funds, price, mode);
    if (holder.beside > 0) {
      trade(id, 'ETHUSDT', holder.beside, 300_000);
    }
  }
  crash.prices(60_000);
  let value = 0;
  for (const [n, { lots, funds }] of of.ruined.entries()) {
    open(`ruined${n}`, side * lots, funds, 60_000, 'cross');
    value += lots * perLot;
  }
  const fundAtoms = Math.floor(value * (of.fund / 10_000));
  if (fundAtoms > 0) venue.contribute(asset, fundAtoms);
  // Stories begin with nobody ruined.
  fc.pre(crash.lots(LIQUIDATION, symbol) === 0);
  venue.take();
  crash.prices(Math.round(60_000 * (1 - (side * of.move) / 10_000)));
  return { crash, reachable, fundAtoms: crash.wallet(FUND, asset) };
}

/** Which buckets of those who can be liquidated are below maintenance. */
function failing(state: VenueState): Set<number> {
  const failed = new Set<number>();
  for (const bucket of allBuckets(state)) {
    if (!isMargined(state, at(state.subaccounts, bucket.subaccount))) continue;
    const { equityAtoms, maintenanceAtoms } = bucketFigures(state, bucket);
    if (equityAtoms < maintenanceAtoms) failed.add(bucketId(bucket));
  }
  return failed;
}

test('ADL-01, ADL-02, ADL-03, ADL-04, ADL-06, ADL-09, ADL-10 as a naive twin says', () => {
  let reached = 0;
  let spared = 0;
  fc.assert(
    fc.property(story, (of) => {
      const without = play(of, false);
      const { crash } = play(of, true);
      const symbol = of.isInverse ? 'BTCUSD' : 'BTCUSDT';
      const plain = without.crash.venue.venue.state;
      const twin = without.crash.venue.instrument(symbol);
      const plan = naivePlan(plain, twin, of.rank, without.reachable, without.fundAtoms);
      const events = crash.venue.take();
      const executed = events.filter(({ kind }) => kind === 'adl.executed');
      const seen = executed.map(({ subaccount, quantityLots, place, lights }) => {
        return { subaccount, lots: Math.abs(Number(quantityLots)), place, lights };
      });
      expect(seen).toEqual(plan?.parts ?? []);
      for (const { priceTicks } of executed) expect(priceTicks).toBe(plan?.priceTicks);
      reached += seen.length;
      // Who is all hedged comes after all others, whatever the rank.
      if (seen.some(({ place = 0 }, n) => place < (seen[n - 1]?.place ?? 0))) spared++;
      // What they gave up is what the liquidation account no longer has.
      const closed = seen.reduce((sum, { lots }) => sum + lots, 0);
      const before = Math.abs(without.crash.lots(LIQUIDATION, symbol));
      expect(Math.abs(crash.lots(LIQUIDATION, symbol))).toBe(before - closed);
      expect(closed).toBeLessThanOrEqual(plan?.lots ?? 0);
      expect(crash.venue.venue.conservationBreach()).toBeNull();
      // Nobody is below maintenance who would not have been.
      const failed = failing(plain);
      for (const id of failing(crash.venue.venue.state)) expect(failed).toContain(id);
      // The fund has paid nothing for it but an atom of rounding for each, at the most.
      const asset = of.isInverse ? 'XBT' : 'USDT';
      const spent = without.fundAtoms - crash.wallet(FUND, asset);
      expect(spent).toBeLessThanOrEqual(of.isInverse ? seen.length : 0);
    }),
    { seed, numRuns },
  );
  // The stories are such that there is something to see.
  expect(reached).toBeGreaterThan(numRuns);
  expect(spared).toBeGreaterThan(0);
});
