/** An order for what is held at another venue is refused in the ticket as it is by the venue. */
import { expect, test } from 'vitest';
import { observe, OKX_BTC, openObserved } from '../../venue/testing/observing.ts';
import type { Preview } from '../messages.ts';
import { TestCore } from '../testing/test-core.ts';
import { Scales } from '../views/scales.ts';
import { Previewer } from './preview.ts';

test.each([
  ['seen', 'BTCUSDT', 'HELD_ELSEWHERE'],
  ['seen', OKX_BTC, 'HELD_ELSEWHERE'],
  ['alpha', OKX_BTC, 'OTHER_DOMAIN'],
])('DESK-18, EXT-04 an order of %s in %s: %s', (subaccount, symbol, code) => {
  const core = TestCore.found();
  const { profile } = observe(core.test);
  core.test.prices({ BTC: 60_000, ETH: 3_000 });
  core.test.open('alpha', { funds: { USDT: 10_000_000_000 } });
  openObserved(core.test, 'seen', profile);
  const { state } = core.venue;
  const scales = new Scales(state);
  const previewer = new Previewer({ state, scales, largeAbove: 5_000, killWords: String });
  const limit = { kind: 'order.place', side: 'buy', type: 'limit', price: '60000' };
  const order = { ...limit, subaccount, symbol, quantity: '0.1' };
  const preview = previewer.preview(order, core.test.sessionOf('trader')) as Preview;
  expect(preview.refusalCode).toBe(code);
  const of = core.venue.state.subaccounts.find(({ label }) => label === subaccount)?.id ?? 0;
  const placed = core.test.place(of, symbol, 'buy', 100, { priceTicks: 600_000 });
  expect(placed.code).toBe(code);
});
