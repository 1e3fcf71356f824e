/** A venue with a desk in it, for tests of the boundary. */
import indices from '../../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../../resources/instruments.json' with { type: 'json' };
import { TestVenue } from '../../../venue/testing/test-venue.ts';
import { CommandBoundary } from '../boundary.ts';

export const ORIGIN = { timeUs: 1_767_603_600_000_000, session: 1, channel: 'test' };

/** Subaccounts alpha and beta of an account each, a strategy, and a price of 60,000 and 3,000. */
export function openDesk(): { desk: TestVenue; boundary: CommandBoundary } {
  const desk = TestVenue.found({ ...instruments, indices: indices.replay });
  desk.open('alpha', { funds: { USDT: 10_000_000_000, XBT: 100_000_000, ETH: 100_000_000 } });
  desk.open('beta');
  const made = { decisionMaker: 6, executor: 6 };
  desk.ok({ kind: 'strategy.register', label: 'carry', ...made }, { by: 'admin' });
  desk.prices({ BTC: 60_000, ETH: 3_000 });
  return { desk, boundary: new CommandBoundary(desk.venue.state) };
}

/** A limit order in the human form that the desk's venue takes. */
export const ORDER = {
  kind: 'order.place',
  subaccount: 'alpha',
  symbol: 'BTCUSDT',
  side: 'buy',
  type: 'limit',
  price: '60000.1',
  quantity: '0.025',
};
