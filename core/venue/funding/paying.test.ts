/**
 * Instruments that pay funding in other venues' ways, with worked numbers: a bitcoin at 60,000, and
 * 0.01 % an hour of it are 6.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { positionLiquidationTicks } from '../margin/liquidation-price.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { INSURANCE_SUBACCOUNT } from '../state.ts';
import type { TestVenue } from '../testing/test-venue.ts';
import { HOURLY, hourly, paid, pass, trader, USDT } from './testing/hourly.ts';

type Funding = Partial<InstrumentSpec['funding']>;
const SECOND_US = 1_000_000;

/** A long and a short of a bitcoin, and the venue that they are in. */
function facing(funding: Funding, more: Partial<InstrumentSpec> = {}) {
  const venue = hourly(funding, more);
  const [long, short] = [trader(venue, 'long'), trader(venue, 'short')];
  venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
  venue.take();
  return { venue, long, short };
}

const wallet = (venue: TestVenue, who: number): number =>
  walletAtoms(venue.balance(who, 'USDT')) / USDT;

function amend(venue: TestVenue, funding: InstrumentSpec['funding'], version: number): string {
  const command = { kind: 'instrument.amend', instrument: 1, version, funding } as const;
  const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
  return venue.code({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
}

describe('VAR-30 when samples are taken and funding is paid', () => {
  test('a sample every five seconds, of which an hour has 720', () => {
    const { venue } = facing({ sampleS: 5 });
    for (let n = 0; n < 4; n += 1) venue.prices({ BTC: 60_000 }, 5 * SECOND_US);
    expect(venue.take('funding.sampled')).toHaveLength(4);
    venue.prices({ BTC: 60_000 });
    expect(venue.take('funding.sampled')).toEqual([]);
    // 4 here and one before: of 11 so far all but six had one.
    expect(venue.instrument('BTCUSDT').funding.observedMinutes).toBe(5);
  });

  test('what accrues is paid every so many seconds, also less than the least rate', () => {
    const { venue, long, short } = facing({ everyS: 1 });
    venue.prices({ BTC: 60_000 });
    // 60,000 x 0.08 % / 28,800 = 0.001666...
    expect(paid(venue)).toEqual([
      [long, 0.001667],
      [short, -0.001666],
    ]);
    venue.prices({ BTC: 60_000 }, 10 * SECOND_US);
    expect(paid(venue)).toEqual([
      [long, 0.016667],
      [short, -0.016666],
    ]);
  });

  test('nothing accrues while the instrument is halted, and what had is paid after it', () => {
    const { venue, long, short } = facing({ everyS: 60 });
    venue.prices({ BTC: 60_000 }, 9 * SECOND_US);
    venue.ok({ kind: 'instrument.halt', instrument: 1, to: 'halt' }, { by: 'risk' });
    venue.prices({ BTC: 60_000 }, SECOND_US);
    pass(venue, 3);
    expect(paid(venue)).toEqual([]);
    const resume = { kind: 'instrument.resume', instrument: 1 } as const;
    const proposal = venue.ok({ kind: 'proposal.open', command: resume }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    venue.prices({ BTC: 60_000 });
    // Ten seconds of it: since the first price, and to the first one after the halt.
    expect(paid(venue)).toEqual([
      [long, 0.016667],
      [short, -0.016666],
    ]);
  });

  test('a saved venue accrues on', () => {
    const { venue } = facing({ everyS: 60 });
    venue.prices({ BTC: 60_000 }, 9 * SECOND_US);
    const copy = venue.reloaded();
    for (const one of [venue, copy]) pass(one, 2);
    expect(copy.meaning()).toBe(venue.meaning());
  });

  test('an interval that is amended is paid as it was begun, and the new grid follows', () => {
    const { venue, long } = facing({ intervalHours: 1, interval: 'amendable' });
    pass(venue, 20);
    const given = { ...HOURLY, interval: 'amendable', intervalHours: 4 } as const;
    expect(amend(venue, given, 2)).toBe('OK');
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
    pass(venue, 40);
    // The hour as it was: 60,000 x 0.01 %.
    expect(paid(venue)[0]).toEqual([long, 6]);
    // To four o'clock it is three hours from here, at 0.08 % for eight.
    pass(venue, 180);
    expect(paid(venue)[0]).toEqual([long, 18]);
    pass(venue, 240);
    expect(paid(venue)[0]).toEqual([long, 24]);
    expect('startUs' in venue.instrument('BTCUSDT').funding).toBe(false);
  });

  test('one that is not said to be amendable is not', () => {
    const { venue } = facing({});
    expect(amend(venue, { ...HOURLY, intervalHours: 4 }, 2)).toBe('NOT_AMENDABLE');
    expect(amend(venue, { ...HOURLY, sampleS: 5 }, 2)).toBe('NOT_AMENDABLE');
    expect(amend(venue, { ...HOURLY, everyS: 5 }, 2)).toBe('NOT_AMENDABLE');
    expect(amend(venue, { ...HOURLY, interestE8: 1 }, 2)).toBe('OK');
  });
});

describe('VAR-31 how a rate is bound', () => {
  test('a cap that follows the first tier', () => {
    // 0.75 x (1 % - 0.5 %) = 0.375 % for eight hours, though the interest is 0.8 %.
    const bound = facing({ interestE8: 800_000, capOf: { what: 'spread', sharePpm: 750_000 } });
    pass(bound.venue, 60);
    expect(paid(bound.venue)[0]).toEqual([bound.long, 28.125]);
  });

  test('a change of no more than a share of maintenance, interval by interval', () => {
    // 0.5 % x 20 % for eight hours: 0.0125 % more each hour, of the 0.1 % that are asked.
    const { venue } = facing({ interestE8: 800_000, changePpm: 200_000 });
    const rates = [1, 2, 3].map(() => {
      pass(venue, 60);
      return venue.take('funding.settled').at(-1)?.['rateE8'];
    });
    expect(rates).toEqual([12_500, 25_000, 37_500]);
  });

  test('the premium of the mark alone, and an interest below zero', () => {
    const { venue, long } = facing({ interestE8: -80_000, damping: 'none', damperE8: 0 });
    pass(venue, 60);
    expect(paid(venue)[0]).toEqual([long, -6]);
    const marked = facing(
      { interestE8: 0, damperE8: 0, damping: 'none', premiumOf: 'mark' },
      { markMethod: 'lastPriceProtected', bands: { ...BANDS, markPpm: 10_000 } },
    );
    // A trade at 60,060 stands for the mark, a thousandth above.
    marked.venue.trade({ buyer: marked.long, seller: marked.short }, 'BTCUSDT', 1, 600_600);
    marked.venue.prices({ BTC: 60_000 });
    expect(marked.venue.instrument('BTCUSDT').markTicks).toBe(600_600);
    pass(marked.venue, 1);
    expect(marked.venue.take('funding.sampled').at(-1)).toMatchObject({ premiumE8: 100_000 });
  });
});

const BANDS = { innerPpm: 10_000, outerPpm: 20_000, markPpm: 0, basisTauS: 1 };

describe('VAR-32 an amount that is known from the start of its interval', () => {
  test('is of the index then, wherever it is when it is paid', () => {
    const { venue, long, short } = facing({ payOn: 'startIndex' });
    pass(venue, 60);
    paid(venue);
    pass(venue, 59);
    pass(venue, 1, 59_000);
    expect(paid(venue)).toEqual([
      [long, 6],
      [short, -6],
    ]);
    pass(venue, 60, 59_000);
    expect(paid(venue)[0]).toEqual([long, 5.9]);
  });

  test('LIST-06 what it was before it was paid otherwise is forgotten', () => {
    const { venue, long } = facing({ payOn: 'startIndex' });
    pass(venue, 60);
    expect(amend(venue, { ...HOURLY, payOn: 'mark' }, 2)).toBe('OK');
    pass(venue, 60, 59_000);
    paid(venue);
    expect(amend(venue, { ...HOURLY, payOn: 'startIndex' }, 3)).toBe('OK');
    pass(venue, 60, 59_000);
    // Not of the 60,000 of two hours before.
    expect(paid(venue)[0]).toEqual([long, 5.9]);
  });
});

describe('VAR-34 who is short of what it pays', () => {
  /** A long that has two dollars left, a short of it and one of 0.5, and who holds the rest. */
  function poor(funding: Funding) {
    const venue = hourly({ interestE8: 800_000, ...funding });
    const long = trader(venue, 'long', 3_002);
    const [first, second] = [trader(venue, 'first'), trader(venue, 'second')];
    const rest = trader(venue, 'rest');
    venue.contribute('USDT', 10_000 * USDT);
    venue.trade({ buyer: long, seller: first }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: rest, seller: second }, 'BTCUSDT', 500, 600_000);
    return { venue, long, first, second, rest };
  }

  /** What comes of 57,000 at the hour, where the long has 2 and pays 57. */
  function atTheHour({ venue }: ReturnType<typeof poor>) {
    pass(venue, 59);
    venue.take();
    pass(venue, 1, 57_000);
    return venue.take();
  }

  test('its receivers go without, pro rata, and nobody owes anything of it', () => {
    const scene = poor({ shortage: 'shared' });
    const events = atTheHour(scene);
    const { long, first, second, rest } = scene;
    expect(events.filter(({ kind }) => kind === 'funding.unpaid')).toMatchObject([
      { subaccount: long, amountAtoms: 55 * USDT },
    ]);
    const payments = events
      .filter(({ kind }) => kind === 'funding.paid')
      .map(({ subaccount, amountAtoms }) => [subaccount, Number(amountAtoms) / USDT]);
    // 57 and 28.5 are due, and 55 of it are missing: two thirds of them from the first.
    expect(payments).toEqual([
      [long, 2],
      [first, -20.333334],
      [second, -10.166666],
      [rest, 28.5],
    ]);
    const settled = events.find(({ kind }) => kind === 'funding.settled');
    expect(settled).toMatchObject({ paidAtoms: 30.5 * USDT, receivedAtoms: 30.5 * USDT });
  });

  test('it owes it unless the listing says so, and who receives has all', () => {
    const scene = poor({});
    const payments = atTheHour(scene).filter(({ kind }) => kind === 'funding.paid');
    expect(payments.map(({ amountAtoms }) => Number(amountAtoms) / USDT)).toEqual([
      57, -57, -28.5, 28.5,
    ]);
  });

  test('money stays as it was: what is paid is what is received', () => {
    const { venue } = poor({ shortage: 'shared' });
    const total = (): number =>
      venue.venue.state.subaccounts.reduce((sum, { id }) => {
        const { costAtoms } = venue.position(id, 'BTCUSDT');
        return sum + walletAtoms(venue.balance(id, 'USDT')) - costAtoms;
      }, 0);
    const before = total();
    pass(venue, 60, 57_000);
    expect(total()).toBe(before);
  });

  test.each([
    ['its own margin', {}, [2_994, 7_000]],
    ['what is free beside it first', { isolatedFrom: 'wallet' }, [3_000, 6_994]],
  ] as const)('an isolated position pays from %s', (_, funding, left) => {
    const venue = hourly(funding);
    const long = venue.open('long', { mode: 'isolated', funds: { USDT: 10_000 * USDT } });
    venue.trade({ buyer: long, seller: trader(venue, 'short') }, 'BTCUSDT', 1_000, 600_000);
    const before = positionLiquidationTicks(
      venue.venue.state,
      venue.of(long),
      venue.position(long, 'BTCUSDT'),
    );
    pass(venue, 60);
    const position = venue.position(long, 'BTCUSDT');
    const { allocatedAtoms } = position;
    expect([allocatedAtoms / USDT, wallet(venue, long) - allocatedAtoms / USDT]).toEqual(left);
    const after = positionLiquidationTicks(venue.venue.state, venue.of(long), position);
    expect(after > before).toBe(left[0] < 3_000);
  });

  test('what is free may not be enough: its margin pays the rest', () => {
    const venue = hourly({ isolatedFrom: 'wallet' });
    const long = venue.open('long', { mode: 'isolated', funds: { USDT: 3_002 * USDT } });
    const short = venue.open('short', { mode: 'isolated', funds: { USDT: 3_002 * USDT } });
    venue.trade({ buyer: long, seller: short }, 'BTCUSDT', 1_000, 600_000);
    pass(venue, 60);
    expect(venue.position(long, 'BTCUSDT').allocatedAtoms).toBe(2_996 * USDT);
    // What is received is free.
    expect(venue.position(short, 'BTCUSDT').allocatedAtoms).toBe(3_000 * USDT);
    expect(wallet(venue, short)).toBe(3_008);
  });
});

describe('VAR-35 funding by imbalance, and what holding costs', () => {
  const imbalance = {
    factorE8: 80_000,
    increaseE8: 0,
    decreaseE8: 0,
    stablePpm: 0,
    belowPpm: 0,
    leastE8: 0,
  };
  const measured = { damping: 'none', interestE8: 0, damperE8: 0, imbalance } as const;

  /** Two bitcoin long and one short of traders; the house has the rest. */
  function skewed(funding: Funding) {
    const venue = hourly(funding);
    const house = venue.open('house', { kind: 'house' });
    const [long, short] = [trader(venue, 'long', 20_000), trader(venue, 'short')];
    venue.trade({ buyer: long, seller: house }, 'BTCUSDT', 2_000, 600_000);
    venue.trade({ buyer: house, seller: short }, 'BTCUSDT', 1_000, 600_000);
    venue.take();
    return { venue, house, long, short };
  }

  test('who holds more pays, and the house has what is over', () => {
    const { venue, house, long, short } = skewed(measured);
    pass(venue, 60);
    // A sample was taken while nobody held any; of 60 that are 59 x 0.08 % / 3 and one of nothing.
    expect(venue.instrument('BTCUSDT').funding.fixedRateE8).toBe(3_278);
    expect(paid(venue)).toEqual([
      [house, -1.9668],
      [long, 3.9336],
      [short, -1.9668],
    ]);
  });

  test('a rate that moves is remembered', () => {
    const moving = { ...imbalance, factorE8: 0, increaseE8: 180_000 };
    const { venue } = skewed({ ...measured, imbalance: moving });
    pass(venue, 10);
    // 0.18 % x 0.333333 an hour: 0.00099999 % a minute.
    expect(venue.instrument('BTCUSDT').funding.movedE14).toBe(9_999_990_000);
    const copy = venue.reloaded();
    for (const one of [venue, copy]) pass(one, 60);
    expect(copy.meaning()).toBe(venue.meaning());
  });

  test('holding costs the larger side alone, or both, and the fees have it', () => {
    const borrow = { rateE8: 80_000, fullAtoms: 240_000 * USDT, payer: 'larger' } as const;
    const quiet = { interestE8: 0, damperE8: 0, capE8: 0 };
    const larger = skewed({ ...quiet, borrow });
    pass(larger.venue, 60);
    // Half of 0.08 % for an hour of eight, of 120,000.
    expect(paid(larger.venue)).toEqual([[larger.long, 6]]);
    expect(walletAtoms(larger.venue.balance(1, 'USDT'))).toBe(6 * USDT);
    const both = skewed({ ...quiet, borrow: { ...borrow, payer: 'all' } });
    pass(both.venue, 60);
    expect(paid(both.venue)).toEqual([
      [both.long, 6],
      [both.short, 1.5],
    ]);
    expect(both.venue.position(both.short, 'BTCUSDT').fundingAtoms).toBe(-1.5 * USDT);
    expect(walletAtoms(both.venue.balance(INSURANCE_SUBACCOUNT, 'USDT'))).toBe(0);
  });
});
