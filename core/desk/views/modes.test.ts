/** Margin by mode side by side, against the same figures as a switch itself has. */
import { describe, expect, test } from 'vitest';
import collateral from '../../../resources/collateral.json' with { type: 'json' };
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { SubaccountMode } from '../../venue/state.ts';
import { TestVenue } from '../../venue/testing/test-venue.ts';
import type { ModeComparison } from '../messages.ts';
import { TestCore } from '../testing/test-core.ts';
import { openTestDesk, RISK } from '../testing/test-window.ts';
import { compareModesOf } from './modes.ts';
import { Scales } from './scales.ts';

const { collateral: terms, portfolio } = collateral;
const RESOURCES = { ...instruments, indices: indices.replay, collateral: terms, portfolio };
const USDT = 1_000_000;

/** A bitcoin bought at 60,000 with so much money; the fee is 30. */
function trader(funds: number): { venue: TestVenue; id: number } {
  const venue = TestVenue.found(RESOURCES);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  const house = venue.open('house', { kind: 'house' });
  const id = venue.open('alpha', { funds: { USDT: funds * USDT } });
  venue.trade({ buyer: id, seller: house }, 'BTCUSDT', 1_000, 600_000);
  return { venue, id };
}

function comparison({ venue, id }: { venue: TestVenue; id: number }): ModeComparison {
  const { state } = venue.venue;
  return compareModesOf(state, new Scales(state), venue.of(id));
}

function column({ modes }: ModeComparison, mode: SubaccountMode) {
  return modes.find((one) => one.mode === mode);
}

describe('DESK-63 margin by mode', () => {
  test('DESK-63 every mode is told side by side, and what is shown changes nothing', () => {
    const scene = trader(20_000);
    const before = scene.venue.meaning();
    const compared = comparison(scene);
    expect(scene.venue.meaning()).toBe(before);
    expect(compared.asset).toBe('USDT');
    expect(compared.modes.map(({ title, isNow }) => [title, isNow])).toEqual([
      ['Isolated', false],
      ['Cross', true],
      ['Multi-asset', false],
      ['Portfolio', false],
    ]);
    // 15 % of 60,000 and 30 for closing; 0.8 of it without that, and that.
    expect(column(compared, 'portfolio')).toMatchObject({
      equity: '19,970.00',
      initial: '9,030.00',
      maintenance: '7,230.00',
      free: '10,940.00',
      freeSign: 1,
      health: '276.2 %',
      refusalCode: '',
    });
    expect(column(compared, 'cross')).toMatchObject({ equity: '19,970.00', components: [] });
  });

  test('DESK-63 a portfolio says its components, which make its margin', () => {
    const { components = [] } = column(comparison(trader(20_000)), 'portfolio') ?? {};
    expect(components).toEqual([
      { name: 'Price scan', amount: '9,000.00' },
      { name: 'Basis', amount: '0.00' },
      { name: 'De-peg', amount: '0.00' },
      { name: 'Minimum', amount: '300.00' },
      { name: 'Fees of closing', amount: '30.00' },
    ]);
  });

  test('DESK-63 what a switch would be refused for is told with what is missing', () => {
    const scene = trader(5_000);
    const asked = column(comparison(scene), 'portfolio');
    // 9,030 of 4,970.
    expect(asked).toMatchObject({ freeSign: -1, refusalCode: 'MODE_NEEDS_MARGIN' });
    expect(asked?.refusalSentence).toContain('4,060.00 USDT is missing');
    const switched = { kind: 'subaccount.mode', subaccount: scene.id, mode: 'portfolio' } as const;
    expect(scene.venue.apply(switched).code).toBe('MODE_NEEDS_MARGIN');
  });

  test('DESK-63 a mode that cannot be entered has no figures, and says why', () => {
    const scene = trader(20_000);
    const { venue, id } = scene;
    venue.ok({ kind: 'subaccount.mode', subaccount: id, mode: 'portfolio' });
    expect(column(comparison(scene), 'isolated')).toMatchObject({
      initial: '\u2014',
      refusalCode: 'MODE_BLOCKED',
    });
    const switched = { kind: 'subaccount.mode', subaccount: id, mode: 'isolated' } as const;
    expect(venue.apply(switched).code).toBe('MODE_BLOCKED');
  });

  test('DESK-63 it is for who signed in, and for subaccounts that are margined', async () => {
    const { venue } = trader(20_000);
    const desk = openTestDesk({}, new TestCore(venue));
    const window = await desk.attached();
    const call = { name: 'modes', subaccount: 'alpha' } as const;
    expect(await window.ask(1, call)).toMatchObject({ result: 'refused', code: 'NO_SESSION' });
    await window.ask(2, { name: 'signIn', operator: RISK, role: 'risk' });
    const { body } = await window.ask(3, call);
    expect(body).toMatchObject({ name: 'modes', comparison: { subaccount: 'alpha' } });
    const house = await window.ask(4, { name: 'modes', subaccount: 'house' });
    expect(house.code).toBe('WRONG_ACCOUNT_KIND');
    const nobody = await window.ask(5, { name: 'modes', subaccount: 'nobody' });
    expect(nobody.code).toBe('UNKNOWN_SUBACCOUNT');
  });
});
