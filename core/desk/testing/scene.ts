/** A venue with two clients and a house, as the views see it. */
import type { TestVenue } from '../../venue/testing/test-venue.ts';
import { Scales } from '../views/scales.ts';
import { Scene } from '../views/scene.ts';
import { TestCore } from './test-core.ts';

export interface TestScene {
  readonly core: TestCore;
  readonly venue: TestVenue;
  readonly alpha: number;
  readonly beta: number;
  readonly house: number;
  /** What the views see now. */
  readonly scene: () => Scene;
  /** Moves BTC in steps that the index takes for one market's. */
  readonly moveTo: (price: number) => void;
}

/** Alpha has 360 USDT and is of the desk "vol", beta has a million and half a bitcoin. */
export function openScene(): TestScene {
  const core = TestCore.found();
  const { test: venue } = core;
  const alpha = venue.open('alpha', { desk: 'vol', funds: { USDT: 360_000_000 } });
  const beta = venue.open('beta', {
    desk: 'rates',
    account: venue.of(alpha).account,
    funds: { USDT: 1_000_000_000_000, XBT: 50_000_000 },
  });
  const house = venue.open('house', { kind: 'house', desk: 'house' });
  let price = 60_000;
  return {
    core,
    venue,
    alpha,
    beta,
    house,
    scene: () => new Scene(venue.venue.state, new Scales(venue.venue.state)),
    moveTo: (target) => {
      const step = 250;
      while (price !== target) {
        const left = target - price;
        price += Math.sign(left) * Math.min(step, Math.abs(left));
        venue.prices({ BTC: price, ETH: 3_000 });
      }
    },
  };
}
