/** What a margin is made of, part by part, against figures worked by hand. */
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { SubaccountMode } from '../../venue/state.ts';
import { DATED, listDated } from '../../venue/testing/dated.ts';
import { plainPrices, START_US, TestVenue } from '../../venue/testing/test-venue.ts';
import type { MarginPanel } from '../messages.ts';
import { WATCH } from '../testing/test-window.ts';
import { marginPanel } from './margin.ts';
import { Scales } from './scales.ts';
import { Scene } from './scene.ts';

const { collateral: terms, portfolio } = collateral;
const RESOURCES = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;
const NONE = '\u2014';

interface Holder {
  readonly venue: TestVenue;
  readonly id: number;
  readonly house: number;
}

/** A bitcoin bought at 60,000, which is the mark, at 20x. */
function holder(mode: SubaccountMode = 'cross'): Holder {
  const venue = TestVenue.found(RESOURCES);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const house = venue.open('house', { kind: 'house' });
  const id = venue.open('alpha', { mode, funds: { USDT: 200_000 * USDT, XBT: 100_000_000 } });
  venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
  return { venue, id, house };
}

function panel({ venue: { venue } }: Holder, instrument = 'BTCUSDT'): MarginPanel {
  const scene = new Scene(venue.state, new Scales(venue.state));
  return marginPanel(scene, { ...WATCH, instrument })!;
}

const told = ({ parts }: MarginPanel) =>
  parts.map(({ name, rule, initial, maintenance }) => [name, rule, initial, maintenance]);

describe('DESK-78 margin by component', () => {
  test('DESK-78 a cross bucket: positions, orders, gap and fees, with rules', () => {
    const scene = holder();
    // A hundredth above the mark: 6,060 at 5 %, 60 of gap, 0.05 % to open; closing is of 66,060
    // less the 3,303 that they are margined with.
    const { venue, id } = scene;
    venue.place(id, 'BTCUSDT', 'buy', 100, { priceTicks: 606_000 });
    expect(told(panel(scene))).toEqual([
      ['BTCUSDT', 'MARG-01, 02', '3,000.00', '300.00'],
      ['Open orders', 'MARG-04', '303.00', NONE],
      ['Gap through the mark', 'MARG-04', '60.00', NONE],
      ['Opening fees', 'MARG-04', '3.03', NONE],
      ['Closing fees', 'MARG-03', '31.38', '30.00'],
    ]);
    expect(panel(scene)).toMatchObject({ initial: '3,397.41', maintenance: '330.00' });
    expect(panel(scene).parts[0]?.note).toBe('long 1.000');
  });

  test('DESK-78 an isolated position stands by itself, and its orders in the cross bucket', () => {
    const venue = TestVenue.found(RESOURCES);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const house = venue.open('house', { kind: 'house' });
    const id = venue.open('alpha', { mode: 'isolated', funds: { USDT: 200_000 * USDT } });
    venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
    const scene = { venue, id, house };
    expect(told(panel(scene))).toEqual([
      ['BTCUSDT', 'MARG-01, 02', '3,000.00', '300.00'],
      ['Closing fees', 'MARG-03', NONE, '30.00'],
    ]);
  });

  test('DESK-78 VAR-21 what legs of an underlying are spared, and a call by the rest', () => {
    const venue = TestVenue.found(RESOURCES, (spec) => ({
      ...plainPrices(spec),
      margin: { ...spec.margin, interMonthSpread: { chargePpm: 1_000 } },
    }));
    listDated(venue, START_US + 30 * 86_400_000_000 + 30_000_000);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const house = venue.open('house', { kind: 'house' });
    const id = venue.open('alpha', { funds: { USDT: 20_027 * USDT } });
    venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
    venue.trade({ buyer: house, seller: id }, DATED, 1_000, 600_000);
    const shown = panel({ venue, id, house });
    // 330 and 60 of 660; 3,031.5 and 60 of 6,060.
    expect(told(shown)).toEqual([
      ['BTCUSDT', 'MARG-01, 02', '3,000.00', '300.00'],
      [DATED, 'MARG-01, 02', '3,000.00', '300.00'],
      ['Closing fees', 'MARG-03', '60.00', '60.00'],
      ['Offset between months', 'VAR-21', '−2,968.50', '−270.00'],
    ]);
    expect(shown).toMatchObject({ initial: '3,091.50', maintenance: '390.00' });
    // 20,000 once a fee of 30 is paid and one of 3 received. E falls by 60,000 - p, and 0.55 % of p
    // are less than the short's 330, so that of what is asked the charge of 0.1 % of p alone falls:
    // at a health of 110 % it is 20,000 - 60,000 + p < 363 + 0.0011 p.
    expect(shown.markAtLowest).toBe('40,407.4');
  });

  test('DESK-78 a portfolio: scan, minimum, fees, and the factor that maintenance takes', () => {
    const scene = holder('portfolio');
    const shown = panel(scene);
    expect(told(shown)).toEqual([
      ['.BTC price scan', 'PM-01', '9,000.00', '9,000.00'],
      ['.BTC minimum', 'PM-04', '300.00', '300.00'],
      ['.BTC fees of closing', 'PM-06', '30.00', '30.00'],
      ['.BTC maintenance, but fees', 'PM-06', NONE, '\u00d7 0.80'],
    ]);
    expect(shown.parts[0]?.note).toBe('\u2212R');
    expect(shown.parts.some(({ binds }) => binds)).toBe(false);
    expect(shown).toMatchObject({ initial: '9,030.00', maintenance: '7,230.00' });
  });

  test('DESK-78 what is hedged is asked basis and de-peg, and of the minimum that it binds', () => {
    const scene = holder('portfolio');
    const { venue, id, house } = scene;
    venue.trade({ buyer: house, seller: id }, 'BTCUSD', 600, 600_000);
    const { parts } = panel(scene);
    const named = (name: string) => parts.find((part) => part.name === `.BTC ${name}`);
    // Half a per cent of 60,000 that are offset; of 120,000 held it is 600.
    expect(named('basis')).toMatchObject({ rule: 'PM-02', initial: '300.00' });
    expect(named('de-peg')?.rule).toBe('PM-03');
    expect(named('minimum')).toMatchObject({ initial: '600.00' });
    expect(named('minimum')?.binds).toBe(true);
  });

  test('DESK-78 a pool of several assets is told in its reference', () => {
    const scene = holder('multiAsset');
    const { venue, id, house } = scene;
    venue.trade({ buyer: id, seller: house }, 'BTCUSD', 600, 600_000);
    const shown = panel(scene);
    const inverse = shown.parts.find(({ name }) => name === 'BTCUSD');
    expect(inverse).toMatchObject({ initial: '3,000.00', maintenance: '300.00' });
    expect(shown).toMatchObject({ mode: 'multi-asset', asset: 'USDT' });
  });

  test('DESK-78 nothing held, nothing asked, no part', () => {
    const venue = TestVenue.found(RESOURCES);
    venue.prices({ BTC: 60_000, ETH: 3_000 });
    const id = venue.open('alpha', { funds: { USDT } });
    expect(panel({ venue, id, house: 0 }).parts).toEqual([]);
  });
});
