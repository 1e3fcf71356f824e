/**
 * Pairs beside a perpetual that wins and loses the same money: nothing is ever paid that is not
 * there, no asset is made or lost, and what an order keeps is what BigInt says.
 *
 * 300 programs by default and 10,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { freeAtoms } from '../margin/buckets.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { conservationBreach } from '../accounts/conservation.ts';
import { payableLots, reserveAtoms } from '../instruments/pair.ts';
import { mulDivFloor } from '../numbers.ts';
import { at } from '../state.ts';
import type { VenueState } from '../state.ts';
import { headroomFault } from '../testing/headroom.ts';
import { listPair, PAIR } from '../testing/pairs.ts';
import { TestVenue } from '../testing/test-venue.ts';

const programs = process.env.BULKHEAD_LONG === '1' ? 10_000 : 300;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`pair programs: BULKHEAD_SEED=${seed}\n`);

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ symbol }) => symbol === 'BTCUSDT'),
  indices: indices.replay.map((index) => ({ ...index, resumeGreenS: 1, resumePostOnlyS: 1 })),
};
const FUNDS = { USDT: 1_000_000_000, XBT: 2_000_000 };
const HOUSE = 4;
const CLIENTS = [5, 6, 7];

/** The house has no bound of its own here; clients have about a thousand dollars of either. */
const start = TestVenue.found(resources);
listPair(start, { fees: { makerPpm: -100, takerPpm: 700 } });
start.prices({ BTC: 60_000 });
start.open('house', { kind: 'house' });
for (const label of ['one', 'two', 'three']) {
  const subaccount = start.open(label, { funds: FUNDS });
  // A price that moves by a little loses all that is margined.
  const leverage = { kind: 'position.leverage', subaccount, instrument: 1 } as const;
  start.ok({ ...leverage, leverageX100: 10_000 });
}

const who = fc.integer({ min: 0, max: 2 });
const side = fc.constantFrom('buy' as const, 'sell' as const);
const away = fc.integer({ min: -9_000, max: 9_000 });
type Act =
  | { readonly kind: 'order'; who: number; side: 'buy' | 'sell'; away: number; lots: number }
  | { readonly kind: 'house'; side: 'buy' | 'sell'; away: number; lots: number }
  | { readonly kind: 'perp'; who: number; side: 'buy' | 'sell'; lots: number }
  | { readonly kind: 'close'; who: number }
  | { readonly kind: 'release'; who: number; asset: 'USDT' | 'XBT'; sharePpm: number }
  | { readonly kind: 'price'; readonly movePpm: number }
  /** A bid for nearly all there is, while a perpetual loses some of it, and then a seller. */
  | { readonly kind: 'squeeze'; readonly who: number; readonly lots: number };
const order = { side, away, lots: fc.integer({ min: 1, max: 16 }) };
const perp = { who, side, lots: fc.integer({ min: 1, max: 400 }) };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('order' as const), who, ...order }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('house' as const), ...order }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('perp' as const), ...perp }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('close' as const), who }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('release' as const),
      who,
      asset: fc.constantFrom('USDT' as const, 'XBT' as const),
      sharePpm: fc.integer({ min: 1, max: 1_000_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('squeeze' as const),
      who,
      lots: fc.integer({ min: 40, max: 120 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('price' as const),
      movePpm: fc.integer({ min: -12_000, max: 12_000 }),
    }),
  },
);

function give(venue: TestVenue, one: Act): void {
  const { markTicks } = venue.instrument(PAIR);
  const near = (awayPpm: number): number => mulDivFloor(markTicks, 1_000_000 + awayPpm, 1_000_000);
  switch (one.kind) {
    case 'order': {
      const priceTicks = near(one.away);
      venue.place(CLIENTS[one.who] ?? 0, PAIR, one.side, one.lots, { priceTicks });
      return;
    }
    case 'house': {
      const options = { priceTicks: near(one.away), by: 'house' } as const;
      venue.place(HOUSE, PAIR, one.side, one.lots, options);
      return;
    }
    case 'perp': {
      const priceTicks = near(0);
      const against = one.side === 'buy' ? 'sell' : 'buy';
      venue.place(HOUSE, 'BTCUSDT', against, one.lots, { priceTicks, by: 'house' });
      venue.place(CLIENTS[one.who] ?? 0, 'BTCUSDT', one.side, one.lots, { priceTicks });
      return;
    }
    case 'close': {
      const { lots } = venue.position(CLIENTS[one.who] ?? 0, 'BTCUSDT');
      const against = lots > 0 ? 'buy' : 'sell';
      const priceTicks = near(0);
      const size = Math.max(1, Math.abs(lots));
      venue.place(HOUSE, 'BTCUSDT', against, size, { priceTicks, by: 'house' });
      const subaccount = CLIENTS[one.who] ?? 0;
      venue.apply({ kind: 'position.close', subaccount, instrument: 1 });
      return;
    }
    case 'release': {
      const subaccount = CLIENTS[one.who] ?? 0;
      const { mirroredAtoms } = venue.balance(subaccount, one.asset);
      const amount = Math.max(1, mulDivFloor(mirroredAtoms, one.sharePpm, 1_000_000));
      const command = venue.movement('collateral.release', subaccount, one.asset, amount);
      venue.apply(command, { by: 'custodian' });
      return;
    }
    case 'squeeze': {
      const { who: loser, lots } = one;
      give(venue, { kind: 'close', who: loser });
      const { markTicks: at0 } = venue.instrument(PAIR);
      const free = freeAtoms(venue.venue.state, venue.of(CLIENTS[loser] ?? 0), 1);
      const most = Math.floor((free * 0.9) / (at0 * 100));
      if (most < 1) return;
      give(venue, { kind: 'order', who: loser, side: 'buy', away: -5_000, lots: most });
      give(venue, { kind: 'perp', who: loser, side: 'buy', lots });
      for (const movePpm of [-9_000, -9_000, -9_000]) give(venue, { kind: 'price', movePpm });
      give(venue, { kind: 'close', who: loser });
      give(venue, { kind: 'house', side: 'sell', away: 0, lots: 2 * most });
      return;
    }
    case 'price': {
      const { priceE8 } = at(venue.venue.state.indices, venue.indexId('BTC')).price;
      const moved = mulDivFloor(priceE8, 1_000_000 + one.movePpm, 1_000_000);
      venue.timeUs += 1_000_000;
      venue.apply(venue.observation('BTC', moved), { by: 'feed' });
    }
  }
}

/** What each client owes of each asset: money that is less than nothing. */
function debtsOf({ subaccounts, assets }: VenueState): number[] {
  return CLIENTS.flatMap((id) =>
    assets.map((asset) => Math.max(0, -walletAtoms(at(at(subaccounts, id).balances, asset.id)))),
  );
}

/** A debt that has grown by an order of the pair; a perpetual may have left one before it. */
function debtFault(state: VenueState, before: readonly number[]): string | null {
  const n = debtsOf(state).findIndex((owed, place) => owed > (before[place] ?? 0));
  return n === -1 ? null : `client ${n} owes more than ${before[n]}`;
}

describe('SPOT-01, SPOT-02, SPOT-04, MARG-12 whatever is traded', () => {
  test('nobody owes, nothing is made or lost, and headroom is free', () => {
    let [unfunded, filled] = [0, 0];
    fc.assert(
      fc.property(fc.array(act, { minLength: 10, maxLength: 60, size: 'max' }), (acts) => {
        const venue = start.reloaded();
        for (const one of acts) {
          const before = debtsOf(venue.venue.state);
          give(venue, one);
          const { state } = venue.venue;
          for (const event of venue.take()) {
            if (event['reason'] === 'unfunded') unfunded += 1;
            if (event.kind === 'execution' && event['instrument'] === 2) filled += 1;
          }
          expect(conservationBreach(state)).toBeNull();
          // A perpetual that was closed at a loss is made whole at the next price.
          const isOfPair = one.kind === 'order' || one.kind === 'house';
          if (isOfPair) expect(debtFault(state, before)).toBeNull();
          expect(headroomFault(state)).toBeNull();
        }
      }),
      { seed, numRuns: programs },
    );
    // The programs do what they are for.
    expect(filled).toBeGreaterThan(programs);
    expect(unfunded).toBeGreaterThan(programs / 100);
  });
});

describe('SPOT-02, SPOT-04 what an order keeps, by BigInt', () => {
  const given = fc.record({
    lots: fc.integer({ min: 1, max: 1_000_000 }),
    ticks: fc.integer({ min: 1, max: 100_000_000 }),
    takerPpm: fc.integer({ min: 0, max: 100_000 }),
    atoms: fc.oneof(
      fc.integer({ min: 0, max: 1_000_000_000 }),
      fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    ),
  });

  test('and the most lots that an amount pays', () => {
    fc.assert(
      fc.property(given, ({ lots, ticks, takerPpm, atoms }) => {
        const { spec } = start.instrument(PAIR);
        const fees = { makerPpm: 0, takerPpm };
        const scales = { lotTickAtoms: 7, contractAtomTicks: 0, lotBaseAtoms: 1_000 };
        const pair = { spec: { ...spec, fees }, scales };
        const naive = (size: bigint): bigint => {
          const value = size * BigInt(ticks) * 7n;
          const fee = (value * BigInt(takerPpm) + 999_999n) / 1_000_000n;
          return value + fee + (takerPpm === 0 ? 0n : size);
        };
        expect(BigInt(reserveAtoms(pair, 1, lots, ticks))).toBe(naive(BigInt(lots)));
        expect(reserveAtoms(pair, -1, lots, ticks)).toBe(1_000 * lots);
        const most = BigInt(payableLots(pair, 1, ticks, atoms));
        expect(naive(most) <= BigInt(atoms) && naive(most + 1n) > BigInt(atoms)).toBe(true);
        expect(payableLots(pair, -1, ticks, atoms)).toBe(Math.floor(atoms / 1_000));
      }),
      { seed },
    );
  });
});
