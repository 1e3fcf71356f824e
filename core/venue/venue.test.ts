/** The venue as a function of its commands: one step's order, time, refusals. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import type { Command } from './commands.ts';
import { InvariantError } from './numbers.ts';
import { plainPrices, TestVenue } from './testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };
const USDT = 1_000_000;

let venue: TestVenue;
beforeEach(() => {
  venue = TestVenue.found(resources);
});

describe('time', () => {
  test('never goes back, whatever a sender’s clock says', () => {
    venue.prices({ BTC: 60_000 });
    const before = venue.venue.state.timeUs;
    venue.timeUs -= 5_000_000;
    venue.take();
    venue.ok({ kind: 'asset.list', symbol: 'USDC', decimals: 6 }, { by: 'admin' });
    expect(venue.venue.state.timeUs).toBe(before);
    expect(venue.take('asset.listed')).toMatchObject([{ timeUs: before }]);
  });
});

describe('sequence', () => {
  test.each([0, 2])('a command %i places after the last stops the venue', (ahead) => {
    const sequence = venue.venue.state.sequence + ahead;
    const stamp = { sequence, timeUs: 1, session: 1, request: 0, digest: 0, internal: false };
    const apply = (): unknown => venue.venue.apply({ ...stamp, command: { kind: 'clock.tick' } });
    expect(apply).toThrow(InvariantError);
  });

  test('a refused command has its number too, and an event that says why', () => {
    venue.take();
    const command: Command = { kind: 'account.suspend', account: 99, suspended: true };
    expect(venue.code(command, { by: 'risk', request: 3, digest: 1 })).toBe('UNKNOWN_ACCOUNT');
    expect(venue.take()).toMatchObject([
      {
        kind: 'command.refused',
        outcome: 'UNKNOWN_ACCOUNT',
        commandKind: 'account.suspend',
        session: venue.sessionOf('risk'),
        request: 3,
        sequence: venue.venue.state.sequence,
      },
    ]);
  });
});

describe('names', () => {
  test.each([
    [{ kind: 'order.cancelAll', subaccount: 99 }, 'UNKNOWN_SUBACCOUNT'],
    [{ kind: 'order.cancel', subaccount: 4, instrument: 99, order: 1 }, 'UNKNOWN_INSTRUMENT'],
    [{ kind: 'transfer', from: 4, to: 99, asset: 1, amountAtoms: 1 }, 'UNKNOWN_SUBACCOUNT'],
    [{ kind: 'order.cancel', subaccount: 4, instrument: 1, order: 1 }, 'UNKNOWN_ORDER'],
  ] as const)('%j: %s', (command, code) => {
    venue.open('trader');
    expect(venue.code(command)).toBe(code);
  });
});

test('two venues in one process do not know of each other', () => {
  const other = TestVenue.found(resources);
  venue.prices({ BTC: 60_000 });
  venue.open('trader', { funds: { USDT: 1 } });
  expect(other.venue.state.subaccounts).toHaveLength(3);
  expect(other.venue.events.written).toBeLessThan(venue.venue.events.written);
});

test('one step goes from index to mark, funding, stops, margin, liquidation and disposal', () => {
  venue = TestVenue.found(resources, (spec) => ({
    ...plainPrices(spec),
    funding: { ...spec.funding, intervalHours: 1 },
  }));
  venue.prices({ BTC: 60_000 });
  const house = venue.open('house', { kind: 'house' });
  const trader = venue.open('trader', { funds: { USDT: 3_400 * USDT } });
  const early = venue.open('early', { funds: { USDT: 3_060 * USDT } });
  for (const buyer of [early, trader]) {
    venue.trade({ buyer, seller: house }, 'BTCUSDT', 1_000, 600_000);
  }
  // The first goes at once and waits for its disposal; the second goes in the step that is watched.
  venue.prices({ BTC: 57_050 });
  venue.place(house, 'BTCUSDT', 'buy', 100_000, { priceTicks: 567_000, by: 'house' });
  const stop = { trigger: 'mark', triggerTicks: 569_500, priceTicks: 569_500 } as const;
  const other = venue.open('other', { funds: { USDT: 1_000 * USDT } });
  venue.place(other, 'BTCUSDT', 'sell', 1, stop);
  venue.instrument('BTCUSDT').funding.nextTimeUs = venue.timeUs + 10_000_000;
  for (let n = 0; n < 9; n++) venue.prices({ BTC: 57_050 });
  venue.take();
  venue.prices({ BTC: 56_900 });
  const kinds = venue.take().map(({ kind }) => kind);
  const wanted = [
    'index.priced',
    'mark.set',
    'funding.settled',
    'order.triggered',
    'order.rested',
    'call.raised',
    'liquidation.started',
    'liquidation.sliced',
    'liquidation.disposed',
  ] as const;
  const found = wanted.map((kind) => kinds.indexOf(kind));
  expect(found).not.toContain(-1);
  expect(found).toEqual(found.toSorted((a, b) => a - b));
});

describe('FUND-06 what payers pay more than receivers get is the fund’s', () => {
  test('nine shorts of rounded values may be owed an atom more than their long pays', () => {
    // One contract is 166,667 atoms and nine are 1,500,000. At 59.999881 % each short receives
    // 100,000.0016, rounded down; the long pays 899,998.2, rounded up: an atom less than 900,000.
    venue = TestVenue.found(
      {
        ...resources,
        indices: indices.replay.map((index) => ({
          ...index,
          dataStaleMs: 70_000,
          priceStaleMs: 70_000,
        })),
      },
      (spec) => ({
        ...plainPrices(spec),
        funding: {
          ...spec.funding,
          interestE8: 59_999_881,
          damperE8: 99_999_999,
          capE8: 99_999_999,
        },
      }),
    );
    venue.prices({ BTC: 60_000 });
    const long = venue.open('long', { funds: { XBT: 2_000_000 } });
    for (let n = 0; n < 9; n++) {
      const seller = venue.open(`short ${n}`, { funds: { XBT: 100_000 } });
      venue.trade({ buyer: long, seller }, 'BTCUSD', 1, 600_000);
    }
    for (let minute = 1; minute <= 480; minute++) venue.prices({ BTC: 60_000 }, 60_000_000);
    const settled = venue.take('funding.settled').filter((one) => one['instrument'] === 3);
    expect(settled).toMatchObject([
      { rateE8: 59_999_881, paidAtoms: 899_999, receivedAtoms: 900_000, remainderAtoms: -1 },
    ]);
    expect(venue.balance(2, 'XBT').unsettledAtoms).toBe(0);
    expect(venue.balance(3, 'XBT').unsettledAtoms).toBe(-1);
    expect(venue.venue.conservationBreach()).toBeNull();
  });
});
