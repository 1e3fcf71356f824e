/**
 * Random reports of three subaccounts at two venues, against a twin that adds up in BigInt: what
 * each has, what its contra account has, and that nothing is lost or made.
 *
 * 60 programs by default and 3,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { walletAtoms } from '../accounts/ledger.ts';
import { at } from '../state.ts';
import { observe, openObserved, report } from '../testing/observing.ts';
import { TestVenue } from '../testing/test-venue.ts';

const programs = process.env.BULKHEAD_LONG === '1' ? 3_000 : 60;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`external reports: BULKHEAD_SEED=${seed}\n`);

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  indices: indices.replay.filter(({ symbol }) => symbol === 'BTC'),
};
/** Atoms of a lot at a tick. */
const LOT_TICK = 100n;

interface Holding {
  wallet: bigint;
  lots: bigint;
  cost: bigint;
}

/** Half away from zero. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  const sign = numerator < 0n ? -1n : 1n;
  return (sign * (2n * sign * numerator + denominator)) / (2n * denominator);
}

/** A fill as the rules say it: what closes releases cost pro rata, what opens costs its value. */
function fillTwin(own: Holding, signed: bigint, ticks: bigint, fee: bigint): void {
  const lots = signed < 0n ? -signed : signed;
  const held = own.lots < 0n ? -own.lots : own.lots;
  const closing = own.lots * signed < 0n ? (held < lots ? held : lots) : 0n;
  const value = signed * ticks * LOT_TICK;
  const released = closing === 0n ? 0n : rounded(own.cost * closing, held);
  const closed = closing === 0n ? 0n : rounded(value * closing, lots);
  own.wallet += -closed - released - fee;
  own.cost += value - closed - released;
  own.lots += signed;
}

const who = fc.integer({ min: 0, max: 2 });
const money = fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 });
const step = fc.oneof(
  fc.record({
    kind: fc.constant('fill' as const),
    who,
    signed: fc.integer({ min: -5_000, max: 5_000 }).filter((lots) => lots !== 0),
    ticks: fc.integer({ min: 1, max: 900_000 }),
    fee: fc.integer({ min: -1_000_000, max: 100_000_000 }),
  }),
  fc.record({ kind: fc.constant('move' as const), who, amount: money, isOutside: fc.boolean() }),
  fc.record({
    kind: fc.constant('snapshot' as const),
    who,
    wallet: money,
    lots: fc.integer({ min: -5_000, max: 5_000 }),
    ticks: fc.integer({ min: 1, max: 900_000 }),
  }),
  fc.record({ kind: fc.constant('price' as const), price: fc.integer({ min: 100, max: 90_000 }) }),
);
type Doing = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Twin {
  readonly #venue = TestVenue.found(resources);
  readonly #places: { subaccount: number; asset: number; instrument: number; domain: number }[];
  readonly #own: Holding[];
  readonly #outside = [0n, 0n];

  constructor() {
    this.#venue.prices({ BTC: 60_000 });
    const venues = ['okx', 'bybit'].map((name) => ({ name, ...observe(this.#venue, name) }));
    this.#places = [0, 0, 1].map((domain, n) => {
      const { name = '', asset = 0, instrument = 0, profile = 0 } = venues[domain] ?? {};
      const subaccount = openObserved(this.#venue, `seen-${n}`, profile, name);
      return { subaccount, asset, instrument, domain };
    });
    this.#own = this.#places.map(() => ({ wallet: 0n, lots: 0n, cost: 0n }));
  }

  does(doing: Doing): void {
    if (doing.kind === 'price') return this.#venue.prices({ BTC: doing.price });
    const { subaccount, asset, instrument, domain } = at(this.#places, doing.who + 1);
    const own = at(this.#own, doing.who + 1);
    if (doing.kind === 'fill') {
      const { signed, ticks, fee: feeAtoms } = doing;
      const side = signed > 0 ? ('buy' as const) : ('sell' as const);
      const trade = { instrument, side, priceTicks: ticks, quantityLots: Math.abs(signed) };
      const said = { kind: 'external.fill', ...trade, feeAtoms } as const;
      if (report(this.#venue, subaccount, said).code !== 'OK') return;
      return fillTwin(own, BigInt(signed), BigInt(ticks), BigInt(feeAtoms));
    }
    if (doing.kind === 'move') {
      const { amount: amountAtoms, isOutside } = doing;
      const outside = amountAtoms > 0 ? 'deposit' : 'withdrawal';
      const reason = isOutside ? outside : 'other';
      const said = { kind: 'external.transfer', asset, reason, amountAtoms } as const;
      if (report(this.#venue, subaccount, said).code !== 'OK') return;
      own.wallet += BigInt(amountAtoms);
      if (isOutside) this.#outside[domain] = (this.#outside[domain] ?? 0n) + BigInt(amountAtoms);
      return;
    }
    const { wallet, lots, ticks } = doing;
    const costAtoms = lots * ticks * Number(LOT_TICK);
    const positions = lots === 0 ? [] : [{ instrument, quantityLots: lots, costAtoms }];
    const wallets = [{ asset, walletAtoms: wallet }];
    const said = { kind: 'external.snapshot', wallets, positions } as const;
    if (report(this.#venue, subaccount, said).code !== 'OK') return;
    Object.assign(own, { wallet: BigInt(wallet), lots: BigInt(lots), cost: BigInt(costAtoms) });
  }

  agrees(): void {
    const { state } = this.#venue.venue;
    expect(this.#venue.venue.conservationBreach()).toBeNull();
    const read = (subaccount: number, asset: number, instrument: number): Holding => {
      const { balances, positions } = this.#venue.of(subaccount);
      const { lots, costAtoms } = at(positions, instrument);
      const wallet = BigInt(walletAtoms(at(balances, asset)));
      return { wallet, lots: BigInt(lots), cost: BigInt(costAtoms) };
    };
    this.#places.forEach(({ subaccount, asset, instrument }, n) => {
      expect(read(subaccount, asset, instrument)).toEqual(this.#own[n]);
    });
    for (const { id, contra } of state.external.domains) {
      const of = this.#places.filter(({ domain }) => domain === id - 1);
      const { asset = 0, instrument = 0 } = of[0] ?? {};
      const sum = (what: keyof Holding): bigint =>
        this.#places.reduce(
          (total, { domain }, n) =>
            domain === id - 1 ? total + (this.#own[n]?.[what] ?? 0n) : total,
          0n,
        );
      expect(read(contra, asset, instrument)).toEqual({
        wallet: (this.#outside[id - 1] ?? 0n) - sum('wallet'),
        lots: -sum('lots'),
        cost: -sum('cost'),
      });
    }
  }
}

describe('EXT-05, EXT-06, EXT-07 the books of other venues', { timeout: 600_000 }, () => {
  test('are what was reported, and their contra accounts hold the opposite', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (program) => {
        const twin = new Twin();
        for (const doing of program) {
          twin.does(doing);
          twin.agrees();
        }
      }),
      { seed, numRuns: programs },
    );
  });
});
