/** The ledger: every movement in parts that sum to zero, or the step stops the venue. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import instruments from '../../../resources/instruments.json' with { type: 'json' };
import { InvariantError } from '../numbers.ts';
import { TestVenue } from '../testing/test-venue.ts';
import { conservationBreach } from './conservation.ts';
import { Ledger } from './ledger.ts';

const resources = { ...instruments, indices: indices.replay };

let venue: TestVenue;
let ledger: Ledger;
let trader: number;
let house: number;
beforeEach(() => {
  venue = TestVenue.found(resources);
  venue.prices({ BTC: 60_000, ETH: 3_000 });
  house = venue.open('house', { kind: 'house' });
  trader = venue.open('trader', { funds: { USDT: 1_000 } });
  ledger = new Ledger(venue.venue.state);
});

const breach = (): string | null => conservationBreach(venue.venue.state);

describe('a step whose postings sum to zero ends', () => {
  test('money that moves from one to another', () => {
    ledger.moveUnsettled(venue.of(trader), venue.of(house), 1, 300);
    ledger.end();
    expect(venue.balance(trader, 'USDT').unsettledAtoms).toBe(-300);
    expect(breach()).toBeNull();
  });

  test('a fill: lots and cost on one side, the reverse on the other', () => {
    const [bought, sold] = [trader, house].map((one) => venue.position(one, 'BTCUSDT'));
    if (bought === undefined || sold === undefined) throw new Error('no positions');
    ledger.changePosition(bought, 1, 5, 700);
    ledger.changePosition(sold, 1, -5, -700);
    ledger.end();
    expect(breach()).toBeNull();
  });

  test('collateral that comes from outside', () => {
    ledger.mirror(venue.of(trader), 1, 50);
    ledger.end();
    expect(venue.venue.state.externalAtoms[0]).toBe(1_050);
    expect(breach()).toBeNull();
  });
});

describe('a step whose postings do not sum to zero stops the venue, full sums say where', () => {
  test('money from nowhere', () => {
    ledger.post(venue.of(trader), 1, 300);
    expect(() => ledger.end()).toThrow(InvariantError);
    expect(breach()).toBe('USDT: accounts hold 1300, outside gave 1000');
  });

  test('lots from nowhere', () => {
    ledger.changePosition(venue.position(trader, 'BTCUSDT'), 1, 5, 0);
    expect(() => ledger.end()).toThrow(InvariantError);
    expect(breach()).toBe('BTCUSDT: signed quantities sum to 5');
  });

  test('a cost that nobody was paid', () => {
    ledger.changePosition(venue.position(trader, 'BTCUSDT'), 1, 0, 5);
    expect(() => ledger.end()).toThrow(InvariantError);
  });
});

test('what is mirrored is never negative, and no amount passes 2^53', () => {
  expect(() => ledger.mirror(venue.of(trader), 1, -1_001)).toThrow(InvariantError);
  const move = (): void => ledger.moveMirrored(venue.of(house), venue.of(trader), 1, 1);
  expect(move).toThrow(InvariantError);
  const post = (): void => ledger.post(venue.of(trader), 1, Number.MAX_SAFE_INTEGER + 1);
  expect(post).toThrow(InvariantError);
});
