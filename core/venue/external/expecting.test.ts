/** What other venues are expected to do, once each, and taken back when the reason is gone. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command, InstrumentSpec } from '../commands.ts';
import { walletAtoms } from '../accounts/ledger.ts';
import { observe, OKX_BTC, OKX_USDT, openObserved, report } from '../testing/observing.ts';
import type { Said } from '../testing/observing.ts';
import { START_US, TestVenue } from '../testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;
const HOUR_US = 3_600_000_000;

/** The funding that our own contract has. */
function venueFunding(): Pick<InstrumentSpec, 'funding'> {
  const listed = instruments.instruments.find(({ symbol }) => symbol === 'BTCUSDT');
  return { funding: listed?.funding as InstrumentSpec['funding'] };
}

let venue: TestVenue;
let okx: ReturnType<typeof observe>;
let seen: number;

function found(change: Parameters<typeof observe>[2] = {}): void {
  venue = TestVenue.found(resources);
  okx = observe(venue, 'okx', change);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  seen = openObserved(venue, 'seen', okx.profile);
  report(venue, seen, {
    kind: 'external.snapshot',
    wallets: [{ asset: okx.asset, walletAtoms: 6_000 * USDT }],
    positions: [{ instrument: okx.instrument, quantityLots: 1_000, costAtoms: 60_000 * USDT }],
  });
  venue.take();
}
beforeEach(() => found());

const heard = () =>
  venue
    .take()
    .filter(({ kind }) => kind === 'external.expected' || kind === 'external.withdrawn')
    .map(({ kind, what, amountAtoms }) => [kind.slice(9), what, amountAtoms ?? 0]);
const to = (price: number): void => venue.prices({ BTC: price });

describe('EXT-08, EXT-09 a call and a liquidation there are expected once, and withdrawn', () => {
  test('as the price falls, and as it comes back', () => {
    // 1 BTC from 60,000 with 6,000. At 55,700: 1,700 of 1,114, which is 152.6 %.
    to(55_700);
    expect(heard()).toEqual([]);
    // At 55,600: 1,600 of 1,112, 143.9 %; 155 % of 1,112 is 1,723.6.
    to(55_600);
    expect(heard()).toEqual([['expected', 'call', 123_600_000]]);
    expect(venue.balance(seen, OKX_USDT).bucket.call?.level).toBe(1);
    to(55_590);
    venue.tick();
    expect(heard()).toEqual([]);
    // At 55,000: 1,000 of 1,100.
    to(55_000);
    expect(heard()).toEqual([['expected', 'liquidation', 100 * USDT]]);
    to(54_900);
    expect(heard()).toEqual([]);
    to(55_600);
    expect(heard()).toEqual([['withdrawn', 'liquidation', 0]]);
    to(56_000);
    expect(heard()).toEqual([['withdrawn', 'call', 0]]);
    to(55_000);
    expect(heard()).toEqual([
      ['expected', 'call', 705 * USDT],
      ['expected', 'liquidation', 100 * USDT],
    ]);
  });

  test('nothing is done: neither slices nor a takeover, nor does the fund pay what is owed', () => {
    venue.contribute('USDT', 1_000 * USDT);
    venue.take();
    to(40_000);
    for (let n = 0; n < 30; n++) to(40_000 + n);
    expect(venue.position(seen, OKX_BTC).lots).toBe(1_000);
    expect(venue.balance(seen, OKX_USDT).bucket.liquidation).toBeNull();
    const kinds = venue.take().map(({ kind }) => kind);
    expect(kinds.filter((kind) => /^(liquidation|adl|trade|fund\.changed)/.test(kind))).toEqual([]);
    const empty = { kind: 'external.snapshot', positions: [] } as const;
    const debt = [{ asset: okx.asset, walletAtoms: -14_000 * USDT }];
    expect(report(venue, seen, { ...empty, wallets: debt }).code).toBe('OK');
    venue.tick();
    expect(walletAtoms(venue.balance(seen, OKX_USDT))).toBe(-14_000 * USDT);
    expect(venue.take('fund.changed')).toEqual([]);
  });

  test('on a price that is not trusted no liquidation is expected', () => {
    const index = venue.indexId('BTC');
    const command: Command = { kind: 'price.status', index, to: 'HOLD' };
    const proposal = venue.ok({ kind: 'proposal.open', command }, { by: 'risk' });
    venue.ok({ kind: 'proposal.approve', proposal }, { by: 'secondRisk' });
    to(50_000);
    expect(heard().filter(([, what]) => what === 'liquidation')).toEqual([]);
  });

  test('an isolated position is its own bucket', () => {
    const position = { instrument: okx.instrument, quantityLots: 1_000 };
    const paid = { costAtoms: 60_000 * USDT, allocatedAtoms: 2_000 * USDT };
    report(venue, seen, {
      kind: 'external.snapshot',
      wallets: [{ asset: okx.asset, walletAtoms: 50_000 * USDT }],
      positions: [{ ...position, ...paid }],
    });
    to(59_000);
    const [told] = venue.take('external.expected').slice(-1);
    // 1,000 of 1,180.
    expect(told).toMatchObject({
      what: 'liquidation',
      instrument: okx.instrument,
      equityAtoms: 1_000 * USDT,
      maintenanceAtoms: 1_180 * USDT,
      quantityLots: 1_000,
      markTicks: 590_000,
    });
  });

  test('what is expected is saved and loaded, and not expected again', () => {
    to(55_000);
    const loaded = venue.reloaded();
    expect(loaded.meaning()).toBe(venue.meaning());
    loaded.take();
    loaded.prices({ BTC: 54_990 });
    expect(loaded.take('external.expected')).toEqual([]);
    loaded.prices({ BTC: 60_000 });
    expect(loaded.take('external.withdrawn')).toHaveLength(2);
  });
});

describe('EXT-10 funding is expected there, and none is paid from here', () => {
  const MINUTE_US = 60_000_000;
  const { funding } = venueFunding();
  const eightHours = (): void => {
    for (let minute = 0; minute < 480; minute++) venue.prices({ BTC: 60_000 }, MINUTE_US);
  };

  test('once for each time, until it is reported', () => {
    found({ funding });
    const before = walletAtoms(venue.balance(seen, OKX_USDT));
    eightHours();
    const [told, ...more] = venue.take('external.expected');
    // 0.01 % of 60,000, for every minute of eight hours was observed.
    expect(told).toMatchObject({ what: 'funding', amountAtoms: 6 * USDT, quantityLots: 1_000 });
    expect(more).toEqual([]);
    expect(walletAtoms(venue.balance(seen, OKX_USDT))).toBe(before);
    const paid = { kind: 'external.transfer', asset: okx.asset, reason: 'funding' } as const;
    report(venue, seen, { ...paid, instrument: okx.instrument, amountAtoms: -6 * USDT });
    expect(heard()).toEqual([['withdrawn', 'funding', 0]]);
    expect(walletAtoms(venue.balance(seen, OKX_USDT))).toBe(before - 6 * USDT);
  });

  test('what nobody reported makes place for what is due next', () => {
    found({ funding });
    eightHours();
    venue.take();
    eightHours();
    // The minute of the payment itself has no sample: 479 of 480, a rate of 0.00009979.
    expect(heard()).toEqual([
      ['withdrawn', 'funding', 0],
      ['expected', 'funding', 5_987_400],
    ]);
    expect(venue.position(seen, OKX_BTC).fundingAtoms).toBe(0);
  });
});

describe('EXT-11 what a venue does at an expiry, or by its own queue, is expected', () => {
  test('a position whose instrument has ended waits for its venue to settle it', () => {
    const expiresUs = Math.ceil(START_US / HOUR_US) * HOUR_US + HOUR_US;
    const expiry = { expiresUs, feePpm: 0, farBandPpm: 10_000, farDays: 30 };
    found({ expiry });
    venue.timeUs = expiresUs;
    to(60_000);
    expect(heard()).toEqual([['expected', 'settlement', 0]]);
    to(60_000);
    expect(heard()).toEqual([]);
    expect(venue.position(seen, OKX_BTC).lots).toBe(1_000);
    report(venue, seen, { kind: 'external.snapshot', wallets: [], positions: [] });
    expect(heard()).toEqual([['withdrawn', 'settlement', 0]]);
    venue.tick();
    expect(venue.instrument(OKX_BTC).state).toBe('expired');
  });

  test('a position with all five lights of its venue may be deleveraged there', () => {
    const lights = (adlLights: number) => {
      const position = { instrument: okx.instrument, adlLights };
      return report(venue, seen, { kind: 'external.venueFigure', position });
    };
    lights(4);
    expect(heard()).toEqual([]);
    lights(5);
    lights(5);
    expect(heard()).toEqual([['expected', 'deleveraging', 0]]);
    lights(3);
    expect(heard()).toEqual([['withdrawn', 'deleveraging', 0]]);
  });
});

describe('EXT-12 a venue’s own figures stand beside ours', () => {
  type Figures = Omit<Extract<Said, { kind: 'external.venueFigure' }>, 'kind'>;
  const figures = (said: Figures): string =>
    report(venue, seen, { kind: 'external.venueFigure', ...said }).code;

  test('with what lies between, the newest of each', () => {
    const wallet = (equityAtoms: number) => ({ wallet: { asset: okx.asset, equityAtoms } });
    expect(figures(wallet(5_990 * USDT))).toBe('OK');
    expect(figures(wallet(5_995 * USDT))).toBe('OK');
    expect(venue.take('external.figure').at(-1)).toMatchObject({
      figure: 'equity',
      venueAmountAtoms: 5_995 * USDT,
      ownAmountAtoms: 6_000 * USDT,
      amountDifferenceAtoms: -5 * USDT,
    });
    const [{ figures: kept } = { figures: [] }] = venue.venue.state.external.observed;
    expect(kept.map(({ value }) => value)).toEqual([5_995 * USDT]);
    const position = { instrument: okx.instrument, liquidationPriceTicks: 551_000 };
    expect(figures({ position })).toBe('OK');
    // 54,000 / 0.98 = 55,102.04.
    expect(venue.take('external.figure').at(-1)).toMatchObject({
      venuePriceTicks: 551_000,
      ownPriceTicks: 551_020,
      priceDifferenceTicks: -20,
    });
    expect(kept).toHaveLength(2);
  });

  test('those of an isolated position are of its own bucket', () => {
    const bought = { instrument: okx.instrument, quantityLots: 1_000, costAtoms: 60_000 * USDT };
    report(venue, seen, {
      kind: 'external.snapshot',
      wallets: [],
      positions: [{ ...bought, allocatedAtoms: 3_000 * USDT }],
    });
    const own = { equityAtoms: 3_001 * USDT, maintenanceAtoms: 1_200 * USDT };
    expect(figures({ position: { instrument: okx.instrument, ...own } })).toBe('OK');
    const told = venue.take('external.figure');
    expect(told.map(({ amountDifferenceAtoms }) => amountDifferenceAtoms)).toEqual([USDT, 0]);
  });

  test.each([
    ['nothing', () => ({}), 'CONTRADICTION'],
    ['no figure', () => ({ wallet: { asset: okx.asset } }), 'CONTRADICTION'],
    [
      'equity of a position in cross',
      () => ({ position: { instrument: okx.instrument, equityAtoms: 1 } }),
      'CONTRADICTION',
    ],
    ['a wallet of ours', () => ({ wallet: { asset: 1, equityAtoms: 1 } }), 'OTHER_DOMAIN'],
    ['no wallet', () => ({ wallet: { asset: 99, equityAtoms: 1 } }), 'UNKNOWN_ASSET'],
    ['a position of ours', () => ({ position: { instrument: 1 } }), 'OTHER_DOMAIN'],
    ['no position', () => ({ position: { instrument: 99 } }), 'UNKNOWN_INSTRUMENT'],
    [
      'too much',
      () => ({ wallet: { asset: okx.asset, equityAtoms: 2 ** 50 } }),
      'AMOUNT_TOO_LARGE',
    ],
  ])('%s is refused', (_, said, code) => {
    expect(figures(said())).toBe(code);
  });
});
