/**
 * Liquidations as other venues do them, as settings alone. Without fees a bitcoin at 60,000 asks
 * 300 of maintenance; 1,000 lots are one. Ether: 20,000 lots are 20 at 3,000.
 */
import { describe, expect, test } from 'vitest';
import type { InstrumentSpec } from '../commands.ts';
import { Crash, LIQUIDATION, USDT } from './testing/deleveraging.ts';

type Way = Partial<InstrumentSpec['liquidation']>;

const crash = (way: Way): Crash =>
  new Crash(({ liquidation }) => ({
    liquidation: { ...liquidation, feePpm: 0, slipPpm: 0, waitUs: 2_000_000, ...way },
  }));

const sliced = ({ venue }: Crash): number[][] =>
  venue
    .take('liquidation.sliced')
    .map((event) => [Number(event['instrument']), Number(event['wantedLots'])]);

describe('VAR-19 what a slice closes', () => {
  /** 250 are left of a long bitcoin that asks 284.25; everything can be sold at 56,840. */
  const breached = (way: Way): Crash => {
    const here = crash({ uncappedValueAtoms: 0, slicePpm: 200_000, ...way });
    here.holder('long', 1_000, 3_400);
    here.bid(5_000, 568_400);
    here.venue.take();
    here.prices(56_850);
    return here;
  };

  test('what reaches the target, at most its share', () => {
    // (355.3125 - 250) / (1.25 x 0.5 % of 56.85 a lot) = 296.4, of which a fifth may go.
    const here = breached({});
    expect(sliced(here)).toEqual([[1, 200]]);
    // 248 are left and 284.25 asked: (284.25 - 248) / 0.3553 = 102.03.
    here.pass(2, 56_850);
    expect(sliced(here)).toEqual([[1, 103]]);
  });

  test('always its share, and after the first another one', () => {
    const here = breached({ sizing: 'share', laterPpm: 1_000_000 });
    expect(sliced(here)).toEqual([[1, 200]]);
    here.pass(2, 56_850);
    expect(sliced(here)).toEqual([[1, 800]]);
    expect(here.venue.take().some(({ kind }) => kind === 'liquidation.takeover')).toBe(false);
  });

  test('the same share of all positions', () => {
    const here = crash({ sliceOf: 'all', slicePpm: 200_000, uncappedValueAtoms: 0 });
    const trader = here.holder('both', 1_000, 7_000);
    const { venue, house } = here;
    venue.trade({ buyer: trader, seller: house }, 'ETHUSDT', 20_000, 300_000);
    here.bid(5_000, 568_400);
    here.bid(20_000, 283_400, 'ETHUSDT');
    venue.take();
    // 7,000 - 3,150 - 3,300 = 550 of 567.75.
    here.prices(56_850, 2_835);
    expect(sliced(here)).toEqual([
      [1, 200],
      [2, 4_000],
    ]);
    expect(here.lots(trader)).toBe(800);
    expect(here.lots(trader, 'ETHUSDT')).toBe(16_000);
  });
});

describe('VAR-20 a vault takes over in place of the fund', () => {
  /** The first that is opened after the house. */
  const VAULT = 5;

  /** A gap to 53,000, through the 56,600 at which the long is ruined. */
  const gapped = (funds: number, way: Way = { vault: VAULT }): Crash => {
    const here = crash(way);
    const vault = here.venue.open('vault', { funds: { USDT: funds * USDT } });
    expect(vault).toBe(VAULT);
    here.holder('long', 1_000, 3_400);
    here.venue.take();
    here.prices(53_000);
    return here;
  };

  test('at the bankruptcy price, and the bucket is exactly zero', () => {
    const here = gapped(20_000);
    expect([here.lots(VAULT), here.lots(LIQUIDATION), here.lots(6)]).toEqual([1_000, 0, 0]);
    expect(here.wallet(6)).toBe(0);
    expect(here.venue.position(VAULT, 'BTCUSDT').costAtoms).toBe(56_600 * USDT);
    const told = here.venue.take().find(({ kind }) => kind === 'liquidation.backstopped');
    expect(told).toMatchObject({ subaccount: 6, vault: VAULT, lots: 1_000, priceTicks: 566_000 });
    expect(here.venue.reloaded().meaning()).toBe(here.venue.meaning());
  });

  test.each([
    ['what its margin does not let it, not even in part', 5_000, { vault: VAULT }],
    ['nothing, where none is named', 20_000, {}],
    ['nothing, where the name is nobody’s', 20_000, { vault: 77 }],
    ['nothing of its own', 20_000, { vault: 6 }],
    ['nothing as the house', 20_000, { vault: 4 }],
  ] as [string, number, Way][])('%s', (_, funds, way) => {
    const here = gapped(funds, way);
    expect([here.lots(VAULT), here.lots(LIQUIDATION), here.lots(6)]).toEqual([0, 1_000, 0]);
    expect(here.venue.take().some(({ kind }) => kind === 'liquidation.backstopped')).toBe(false);
  });

  test('what it holds is its own: it closes it, and may itself be liquidated', () => {
    const here = gapped(20_000);
    here.bid(5_000, 529_900);
    here.venue.ok({ kind: 'position.close', subaccount: VAULT, instrument: 1 });
    // 56,600 - 52,990.
    expect(here.wallet(VAULT)).toBe((20_000 - 3_610) * USDT);
  });
});
