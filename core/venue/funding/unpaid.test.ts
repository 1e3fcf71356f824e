/**
 * Funding that is paid when a position is touched, beside a venue that pays it when it is due:
 * equity is the same to the atom at each moment, and all of both once a position was touched.
 * A bitcoin at 60,000, and 0.01 % an hour of it are 6.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conservationBreach } from '../accounts/conservation.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { enteredAtoms } from '../accounts/realised.ts';
import type { InstrumentSpec } from '../commands.ts';
import { bucketFigures, bucketIn } from '../margin/buckets.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { withdrawableAtoms } from '../margin/withdrawable.ts';
import type { TestVenue } from '../testing/test-venue.ts';
import { HOURLY, hourly, paid, pass, trader, USDT } from './testing/hourly.ts';
import { unpaidAtoms, unpaidFits } from './unpaid.ts';

const runs = process.env.BULKHEAD_LONG === '1' ? 2_000 : 25;
const TOUCHED = { paidWhen: 'touched' } as const;

const listing = (venue: TestVenue) => venue.instrument('BTCUSDT');
const held = (venue: TestVenue, who: number) => venue.position(who, 'BTCUSDT');
const wallet = (venue: TestVenue, who: number): number => walletAtoms(venue.balance(who, 'USDT'));
const figures = (venue: TestVenue, who: number) =>
  bucketFigures(venue.venue.state, bucketIn(venue.venue.state, listing(venue), who));
const trade = (venue: TestVenue, buyer: number, seller: number, lots = 1_000): void => {
  venue.trade({ buyer, seller }, 'BTCUSDT', lots, listing(venue).markTicks);
};

/** A long and a short of a bitcoin. */
function facing(funding: Partial<InstrumentSpec['funding']>, mode: 'cross' | 'isolated' = 'cross') {
  const venue = hourly(funding);
  const long = venue.open('long', { mode, funds: { USDT: 10_000 * USDT } });
  const short = trader(venue, 'short');
  trade(venue, long, short);
  venue.take();
  return { venue, long, short };
}

describe('VAR-74 funding that is paid when a position is touched', () => {
  test('is due and not paid, and equity is what it would be', () => {
    const { venue, long, short } = facing(TOUCHED);
    pass(venue, 60);
    const settled = venue.take().filter(({ kind }) => kind === 'funding.settled');
    expect(settled.at(-1)).toMatchObject({ kind: 'funding.settled', paidAtoms: 6 * USDT });
    expect([long, short].map((who) => unpaidAtoms(listing(venue), who) / USDT)).toEqual([6, -6]);
    expect([long, short].map((who) => wallet(venue, who) / USDT)).toEqual([10_000, 10_000]);
    const equities = [long, short].map((who) => figures(venue, who).equityAtoms / USDT);
    expect(equities).toEqual([9_994, 10_006]);
    expect(held(venue, long).fundingAtoms).toBe(0);
    // What it was entered at is told without it.
    expect(enteredAtoms(listing(venue), held(venue, long))).toBe(60_000 * USDT);
  });

  test('a trade pays all of it first, and tells it', () => {
    const { venue, long, short } = facing(TOUCHED);
    pass(venue, 120);
    expect(paid(venue)).toEqual([]);
    trade(venue, short, long, 500);
    expect(paid(venue)).toEqual([
      [long, 12],
      [short, -12],
    ]);
    expect([long, short].map((who) => wallet(venue, who) / USDT)).toEqual([9_988, 10_012]);
    expect(held(venue, long)).toMatchObject({ fundingAtoms: -12 * USDT, costAtoms: 30_000 * USDT });
    expect(listing(venue).funding.unpaid).toEqual({});
  });

  test('so does a transfer of its margin, and one that is refused does not', () => {
    const { venue, long } = facing(TOUCHED, 'isolated');
    pass(venue, 60);
    venue.take();
    const move = { kind: 'position.transferMargin', subaccount: long, instrument: 1 } as const;
    expect(venue.code({ ...move, amountAtoms: 20_000 * USDT })).toBe('INSUFFICIENT_MARGIN');
    expect(venue.code({ ...move, amountAtoms: -1 })).toBe('INSUFFICIENT_MARGIN');
    expect(paid(venue)).toEqual([]);
    const before = held(venue, long).allocatedAtoms;
    venue.ok({ ...move, amountAtoms: 100 * USDT });
    expect(paid(venue)).toEqual([[long, 6]]);
    expect(held(venue, long).allocatedAtoms).toBe(before + 94 * USDT);
  });

  test('what is to be paid may not leave, and what is to be received has not come', () => {
    const leaves = (funding: Partial<InstrumentSpec['funding']>) => {
      const { venue, long, short } = facing(funding);
      pass(venue, 60);
      // Nothing but what is owned binds: both gain by what the other loses.
      const now = (who: number): number =>
        withdrawableAtoms(venue.venue.state, venue.of(who), 1) / USDT;
      pass(venue, 1, 67_000);
      const rising = now(long);
      pass(venue, 1, 53_400);
      return [rising, now(short)];
    };
    expect(leaves({})).toEqual([9_994, 10_006]);
    expect(leaves(TOUCHED)).toEqual([9_994, 10_000]);
  });

  test('the house, whom margin does not bind, has it at once', () => {
    const venue = hourly(TOUCHED);
    const house = venue.open('house', { kind: 'house' });
    const long = trader(venue, 'long');
    trade(venue, long, house);
    pass(venue, 60);
    expect([house, long].map((who) => wallet(venue, who) / USDT)).toEqual([6, 10_000]);
    expect(conservationBreach(venue.venue.state)).toBeNull();
  });

  test('a saved venue has it still', () => {
    const { venue, long, short } = facing({ ...TOUCHED, everyS: 1 });
    pass(venue, 2);
    const copy = venue.reloaded();
    for (const one of [venue, copy]) trade(one, short, long);
    expect(copy.meaning()).toBe(venue.meaning());
    expect(held(copy, long).fundingAtoms).toBeLessThan(0);
  });

  test('who is liquidated by it is so at the same moment, and left with as much', () => {
    const [due, touched] = [{}, TOUCHED].map((funding) => {
      const venue = hourly({ interestE8: 8_000_000, ...funding });
      const [long, short] = [trader(venue, 'long', 3_700), trader(venue, 'short', 90_000)];
      venue.contribute('USDT', 10_000 * USDT);
      trade(venue, long, short);
      venue.take();
      pass(venue, 60, 56_900);
      // Nobody is while prices come so seldom.
      for (let second = 0; second < 130; second += 1) venue.prices({ BTC: 56_900 });
      const kinds = new Set<string>(['liquidation.started', 'liquidation.takeover', 'execution']);
      const told = venue.take().filter(({ kind }) => kinds.has(kind));
      expect(told.length).toBeGreaterThan(0);
      return { told, left: wallet(venue, long), lots: held(venue, long).lots };
    });
    expect(touched).toMatchObject({ left: due?.left, lots: due?.lots });
    const times = (one: typeof due) => one?.told.map(({ kind, timeUs }) => [kind, timeUs]);
    expect(times(touched)).toEqual(times(due));
  });

  test('it may not begin or cease to be so while people hold it', () => {
    const { venue } = facing(TOUCHED);
    const change = { version: 2, funding: HOURLY };
    const command = { kind: 'instrument.amend', instrument: 1, ...change } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    const approve = { kind: 'proposal.approve', proposal } as const;
    expect(venue.code(approve, { by: 'secondRisk' })).toBe('NOT_AMENDABLE');
  });

  test('not beside what depends on when it is paid', () => {
    const { spec } = listing(hourly(TOUCHED));
    const funding = (change: object): object => ({ funding: { ...spec.funding, ...change } });
    const changes: object[] = [
      {},
      funding({ shortage: 'shared' }),
      funding({ isolatedFrom: 'wallet' }),
      { margin: { ...spec.margin, mmBasis: 'entry' } },
      { equity: { profit: 'kept' } },
      { realisation: { everyMinutes: 10, atMinute: 0 } },
      { capTicks: 700_000 },
    ];
    const fits = changes.map((change) => unpaidFits({ ...spec, ...change }));
    expect(fits).toEqual([true, false, false, false, false, false, false]);
  });

  test('nor does a profile ask by what was paid there', () => {
    const venue = hourly(TOUCHED);
    const { tiers } = listing(venue).spec.margin;
    const define = (mmBasis: 'mark' | 'entry'): string => {
      const contracts = [{ instrument: 1, margin: { tiers, mmBasis } }];
      return venue.code({ kind: 'profile.define', label: mmBasis, contracts }, { by: 'admin' });
    };
    expect([define('mark'), define('entry')]).toEqual(['OK', 'INVALID_SPEC']);
  });
});

const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ seconds: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      lots: fc.integer({ min: 1, max: 1_500 }),
      buyer: fc.constantFrom(0, 1, 2),
      seller: fc.constantFrom(0, 1, 2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ margin: fc.integer({ min: -200, max: 200 }) }) },
);

test('VAR-74 equity is the same to the atom at each moment, whatever is done', () => {
  const holds = fc.property(
    fc.array(act, { minLength: 4, maxLength: 16 }),
    fc.integer({ min: -9_000_000, max: 9_000_000 }),
    fc.array(fc.integer({ min: 59_000, max: 61_000 }), { minLength: 1, maxLength: 4 }),
    (acts, interestE8, prices) => {
      const venues = [{}, TOUCHED].map((way) => {
        const venue = hourly({ interestE8, everyS: 3, ...way });
        venue.open('apart', { mode: 'isolated', funds: { USDT: 50_000 * USDT } });
        for (const label of ['one', 'two']) trader(venue, label, 50_000);
        return venue;
      }) as [TestVenue, TestVenue];
      const [due, touched] = venues;
      const who = ['apart', 'one', 'two'].map(
        (label) => due.venue.state.subaccounts.find((one) => one.label === label)!.id,
      );
      const seen = (venue: TestVenue): unknown =>
        who.map((id) => ({
          ...figures(venue, id),
          walletAtoms: 0,
          liquidation: positionLiquidationTicks(venue.venue.state, venue.of(id), held(venue, id)),
          entered: enteredAtoms(listing(venue), held(venue, id)),
        }));
      for (const [n, one] of acts.entries()) {
        for (const venue of venues) {
          if ('seconds' in one) {
            const price = prices[n % prices.length] ?? 0;
            for (let second = 0; second < one.seconds; second += 1) venue.prices({ BTC: price });
          } else if ('margin' in one) {
            const subaccount = who[0]!;
            const amountAtoms = one.margin * USDT;
            venue.apply({
              kind: 'position.transferMargin',
              subaccount,
              instrument: 1,
              amountAtoms,
            });
          } else if (one.buyer !== one.seller) {
            trade(venue, who[one.buyer]!, who[one.seller]!, one.lots);
          }
          expect(conservationBreach(venue.venue.state)).toBeNull();
        }
        expect(seen(touched)).toEqual(seen(due));
        for (const id of who) {
          const unpaid = unpaidAtoms(listing(touched), id);
          expect(wallet(touched, id) - unpaid).toBe(wallet(due, id));
          expect(held(touched, id).costAtoms - unpaid).toBe(held(due, id).costAtoms);
        }
      }
    },
  );
  fc.assert(holds, { numRuns: runs });
});
