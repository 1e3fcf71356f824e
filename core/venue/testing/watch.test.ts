/** The rules that random programs are watched by would say so if a venue broke them. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import type { Command } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { TestVenue } from './test-venue.ts';
import { liquidationPriceFault, Watch } from './watch.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let trader: number;
let house: number;
beforeEach(() => {
  // A copy: one of them changes what an instrument was listed with.
  venue = TestVenue.found(structuredClone(resources));
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { mode: 'isolated', funds: { USDT: 10_000_000_000 } });
  venue.contribute('USDT', 1_000);
  venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 10, 600_000);
  venue.take();
});

/** What the watch says of a command during which something else happened. */
function said(
  happens: () => void,
  command: Command = { kind: 'clock.tick' },
  outcome: Outcome = done(),
): string | null {
  const watch = new Watch(venue, true);
  watch.before(command);
  happens();
  return watch.after(outcome);
}

const usdt = (subaccount: number) => venue.balance(subaccount, 'USDT');

describe('the watch', () => {
  test('has nothing to say of a venue that keeps its rules', () => {
    expect(said(() => venue.tick())).toBeNull();
  });

  test.each([
    ['money from nowhere', () => void (usdt(trader).unsettledAtoms += 1), /accounts hold/],
    [
      'a fund below zero',
      () => {
        usdt(2).unsettledAtoms -= 2_000;
        usdt(house).unsettledAtoms += 2_000;
      },
      /the fund holds -1000 of USDT/,
    ],
    [
      'a loss that reaches beyond an isolated position',
      () => {
        usdt(trader).unsettledAtoms -= 5;
        usdt(house).unsettledAtoms += 5;
      },
      /trader lost 5 beside its isolated positions/,
    ],
    [
      'a flat position with margin',
      () => {
        venue.position(trader, 'ETHUSDT').allocatedAtoms = -1;
      },
      /trader is flat with margin -1/,
    ],
    [
      'a position that changed without a word',
      () => {
        venue.position(trader, 'BTCUSDT').lots += 3;
        venue.position(house, 'BTCUSDT').lots -= 3;
      },
      /holds -13 of 1 and was told of -10/,
    ],
  ])('sees %s', (_, happens, expected) => {
    expect(said(happens)).toMatch(expected);
  });

  test('sees a debt without a cross position', () => {
    const all = usdt(trader).mirroredAtoms;
    const happens = (): void => {
      // An opening, so that the wallet may fall.
      venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 600_000);
      usdt(trader).unsettledAtoms -= all;
      usdt(house).unsettledAtoms += all;
    };
    expect(said(happens)).toMatch(/trader owes \d+ without a cross position/);
  });

  test('sees a refusal that changed something, or of what only reduces', () => {
    const change = (): void => {
      venue.position(trader, 'ETHUSDT').leverageX100 = 100;
    };
    expect(said(change, { kind: 'clock.tick' }, refused('NO_SESSION'))).toMatch(
      /refused with NO_SESSION changed the state/,
    );
    const close: Command = { kind: 'position.close', subaccount: trader, instrument: 1 };
    const nothing = (): void => {};
    expect(said(nothing, close, refused('INSUFFICIENT_MARGIN', 7))).toMatch(
      /refused for want of 7/,
    );
  });

  test('sees a reduce-only order that opened, and one without its margin', () => {
    const order = (lots: number, reduceOnly: boolean): Command =>
      venue.placement(trader, 'BTCUSDT', 'buy', lots, { priceTicks: 600_000, reduceOnly });
    const grow = (): void => venue.trade({ buyer: trader, seller: house }, 'BTCUSDT', 1, 600_000);
    expect(said(grow, order(1, true))).toMatch(/went from 10 to 11 by only reducing/);
    const rest = (): void => {
      venue.place(trader, 'BTCUSDT', 'buy', 3_000, { priceTicks: 600_000 });
      usdt(trader).unsettledAtoms -= 9_500_000_000;
      usdt(house).unsettledAtoms += 9_500_000_000;
    };
    expect(said(rest, order(3_000, false))).toMatch(/misses \d+ after its order/);
  });

  test('sees a takeover that left something', () => {
    const takeOver = (): void => {
      venue.prices({ BTC: 50_000, ETH: 3_000 });
      venue.position(trader, 'BTCUSDT').allocatedAtoms = 3;
      usdt(trader).unsettledAtoms += 3;
      usdt(house).unsettledAtoms -= 3;
    };
    expect(said(takeOver)).toMatch(/after a takeover the bucket holds 3/);
  });

  test('sees a liquidation price that the check does not confirm', () => {
    expect(liquidationPriceFault(venue.venue.state)).toBeNull();
    // A rate of more than all of it is refused at listing: no price is then safe.
    const { tiers } = venue.instrument('BTCUSDT').spec.margin;
    Object.assign(tiers, [{ floorAtoms: 0, maintenancePpm: 2_000_000, initialPpm: 2_000_000 }]);
    expect(liquidationPriceFault(venue.venue.state)).toMatch(/is below maintenance at \d+ already/);
  });
});
