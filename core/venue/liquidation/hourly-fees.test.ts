/**
 * Fees of slices that come to the fund by the hour. A trader of 1,000 lots bought at 60,000 with
 * 3,400 USDT is sliced at 56,850: a quarter goes at 56,840, for a fee of 0.2 %, which is 28.42.
 */
import { describe, expect, test } from 'vitest';
import type { CommandOf, InstrumentSpec } from '../commands.ts';
import { FEE_SUBACCOUNT } from '../state.ts';
import { START_US } from '../testing/test-venue.ts';
import type { TestVenue } from '../testing/test-venue.ts';
import { comingAtoms, poolAtoms } from './pools.ts';
import { Crash, FUND, LIQUIDATION, USDT } from './testing/deleveraging.ts';

const HOUR_US = 3_600_000_000;
const ONE_AM_US = START_US - 30_000_000 + HOUR_US;
const FEE = 28.42 * USDT;

const slicing = { slicePpm: 250_000, feePpm: 2_000, uncappedValueAtoms: 0 };

function plain(insurance: InstrumentSpec['insurance'] = { feesCome: 'hourly' }): Crash {
  return new Crash((spec) => ({
    insurance,
    liquidation: { ...spec.liquidation, sizing: 'share', ...slicing },
  }));
}

/** Who was sliced before is safe at 60,000, and safe enough at 56,850 from then on. */
function slice(crash: Crash, label = 'trader'): void {
  crash.prices(60_000);
  crash.holder(label, 1_000, 3_400);
  crash.bid(250, 568_400);
  crash.venue.take();
  crash.prices(56_850);
}

/** A second at which everything is priced. */
function at(crash: Crash, timeUs: number, btc = 56_850): void {
  crash.venue.prices({ BTC: btc, ETH: 3_000 }, timeUs - crash.venue.timeUs);
}

const coming = ({ venue }: { venue: TestVenue }, group?: string): number =>
  comingAtoms(venue.venue.state, 1, group);

function amendment(
  { venue }: Crash,
  insurance: NonNullable<InstrumentSpec['insurance']>,
): CommandOf<'instrument.amend'> {
  const { spec, id } = venue.instrument('BTCUSDT');
  const version = (spec.version ?? 1) + 1;
  return { kind: 'instrument.amend', instrument: id, version, insurance };
}

describe('VAR-70 fees that come by the hour', () => {
  test('are held in the fee account, and the fund’s from the whole hour on', () => {
    const crash = plain();
    slice(crash);
    expect(crash.venue.take('liquidation.sliced')).toMatchObject([{ feeAtoms: FEE }]);
    expect([crash.wallet(FEE_SUBACCOUNT), crash.wallet(FUND), coming(crash)]).toEqual([
      FEE,
      0,
      FEE,
    ]);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
    at(crash, ONE_AM_US - 1);
    expect([crash.wallet(FUND), coming(crash)]).toEqual([0, FEE]);
    crash.venue.take();
    at(crash, ONE_AM_US);
    expect([crash.wallet(FEE_SUBACCOUNT), crash.wallet(FUND), coming(crash)]).toEqual([0, FEE, 0]);
    expect(crash.venue.take('fund.changed')).toMatchObject([
      { asset: 1, amountAtoms: FEE, balanceAtoms: FEE, reason: 'hourlyFees', instrument: 0 },
    ]);
    expect(crash.venue.venue.conservationBreach()).toBeNull();
  });

  test('those of one hour come together, and one at the whole hour with the next', () => {
    const crash = plain();
    slice(crash, 'one');
    slice(crash, 'two');
    expect(coming(crash)).toBe(2 * FEE);
    const pool = crash.venue.venue.state.pools[0];
    expect(pool?.coming).toEqual({ dueUs: ONE_AM_US, atoms: 2 * FEE });
    // The feed is silent, and it takes two minutes until its prices liquidate again.
    at(crash, ONE_AM_US - 150_000_000, 60_000);
    crash.pass(149, 60_000);
    crash.holder('three', 1_000, 3_400);
    crash.bid(250, 568_400);
    crash.venue.take();
    // What was due comes before anything is sliced.
    at(crash, ONE_AM_US);
    expect(crash.wallet(FUND)).toBe(2 * FEE);
    expect(pool?.coming).toEqual({ dueUs: ONE_AM_US + HOUR_US, atoms: FEE });
  });

  test('late, when nobody says that it is time', () => {
    const crash = plain();
    slice(crash);
    at(crash, ONE_AM_US + 5 * HOUR_US);
    expect([crash.wallet(FUND), coming(crash)]).toEqual([FEE, 0]);
  });

  test('pay for nothing before they have come, and are not owed anything', () => {
    const crash = plain();
    slice(crash);
    // 219.08 and 750 lots are left, which are taken over 557.9 above where they are sold.
    crash.prices(56_000);
    crash.bid(20_000, 560_000);
    crash.pass(30, 56_000);
    expect(crash.lots(LIQUIDATION)).toBe(0);
    const owed = -418_420_000;
    expect([crash.wallet(FUND), coming(crash), crash.wallet(LIQUIDATION)]).toEqual([0, FEE, owed]);
    // What a fee at once would do: the next disposal, or a contribution, pays what is owed.
    at(crash, ONE_AM_US, 56_000);
    expect([crash.wallet(FUND), crash.wallet(LIQUIDATION)]).toEqual([FEE, owed]);
    crash.venue.contribute('USDT', 400 * USDT);
    expect([crash.wallet(FUND), crash.wallet(LIQUIDATION)]).toEqual([10_000_000, 0]);
  });

  test('of a risk group are its part’s', () => {
    const crash = plain({ feesCome: 'hourly', riskGroup: 'listed' });
    slice(crash);
    expect([coming(crash, 'listed'), coming(crash, ''), coming(crash)]).toEqual([FEE, 0, FEE]);
    at(crash, ONE_AM_US);
    const { state } = crash.venue.venue;
    expect([poolAtoms(state, 1, 'listed'), poolAtoms(state, 1, '')]).toEqual([FEE, 0]);
  });

  test('still come when the contract says so no more, and the next at once', () => {
    const crash = plain();
    slice(crash);
    const proposal = crash.venue.ok(
      { kind: 'proposal.open', command: amendment(crash, {}) },
      { by: 'risk' },
    );
    crash.venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    crash.prices(60_000);
    crash.holder('next', 1_000, 3_400);
    crash.bid(250, 568_400);
    crash.prices(56_850);
    expect([crash.wallet(FUND), coming(crash)]).toEqual([FEE, FEE]);
    at(crash, ONE_AM_US);
    expect([crash.wallet(FUND), coming(crash)]).toEqual([2 * FEE, 0]);
  });

  test('are saved and loaded, and said in the meaning while they are to come', () => {
    const crash = plain();
    expect(crash.venue.meaning()).not.toContain('"coming"');
    slice(crash);
    expect(crash.venue.meaning()).toContain('"coming"');
    const loaded = crash.venue.reloaded();
    expect(loaded.meaning()).toBe(crash.venue.meaning());
    for (const venue of [crash.venue, loaded]) {
      venue.prices({ BTC: 56_850, ETH: 3_000 }, ONE_AM_US - venue.timeUs);
      expect(comingAtoms(venue.venue.state, 1)).toBe(0);
    }
    expect(loaded.meaning()).toBe(crash.venue.meaning());
  });

  test('unsaid they come at once, and nothing is kept of it', () => {
    const crash = plain({});
    slice(crash);
    expect([crash.wallet(FEE_SUBACCOUNT), crash.wallet(FUND)]).toEqual([0, FEE]);
    expect(crash.venue.venue.state.pools).toEqual([]);
  });
});
