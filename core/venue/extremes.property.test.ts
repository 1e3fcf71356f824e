/**
 * Any well-formed command, however extreme its figures, is answered: the venue never throws.
 *
 * 300 programs by default and 10,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run; the seed is
 * printed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { authorityTable } from './authority/table.ts';
import { checkCommand, COMMAND_KINDS } from './commands.ts';
import type { CommandKind } from './commands.ts';
import { MAX_INT32 } from './schema.ts';
import { commandsOf, openProgramVenue } from './testing/actions.ts';
import type { Action } from './testing/actions.ts';
import { CLIENTS, clientOf } from './testing/finding.ts';
import { anyCommandOf } from './testing/arbitrary.ts';
import { plainPrices, SPEAKERS, TestVenue } from './testing/test-venue.ts';
import type { Adjust, Speaker } from './testing/test-venue.ts';

const programs = process.env.BULKHEAD_LONG === '1' ? 10_000 : 300;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`venue extremes: BULKHEAD_SEED=${seed}\n`);

const resources = {
  assets: instruments.assets,
  instruments: instruments.instruments.filter(({ index }) => index === 'BTC'),
  indices: indices.replay
    .filter(({ symbol }) => symbol === 'BTC')
    .map((index) => ({ ...index, resumeGreenS: 1, resumePostOnlyS: 1 })),
};

const calls = { callS: 2, extensionS: 1, extendPpm: 30_000, postOnlyS: 1, feePpm: 200 };

/** What was taken over and is not sold in three seconds is given on at a price of the past. */
const adl = {
  rank: 'exposure',
  price: 'previousMark',
  noticeUs: 1_000_000,
  disposeWithinUs: 3_000_000,
} as const;

function founded(maxOrderLots: number, hasAuctions = true): TestVenue {
  const life = hasAuctions
    ? { auction: calls, monitoring: [{ movePpm: 50_000, withinS: 10 }] }
    : { adl };
  const adjust: Adjust = (spec) => ({ ...plainPrices(spec), maxOrderLots, ...life });
  const venue = TestVenue.found(resources, adjust);
  openProgramVenue(venue);
  return venue;
}

const speakers = Object.keys(SPEAKERS) as Speaker[];

/** Somebody who may give the command, where one may. */
function speakerOf(kind: CommandKind, pick: number): Speaker {
  const { roles, systems } = authorityTable[kind];
  const may = speakers.filter((speaker) => {
    const role = SPEAKERS[speaker];
    return role === 'system' ? systems.some((name) => name === speaker) : roles.includes(role);
  });
  return may[pick % Math.max(1, may.length)] ?? 'admin';
}

const who = fc.integer({ min: 0, max: CLIENTS.length - 1 });
const symbol = fc.integer({ min: 0, max: 1 });

/** What somebody with all the money and no sense might do, at any price that a feed may send. */
type Wild =
  | Action
  | { readonly kind: 'priceAt'; readonly power: number }
  | {
      readonly kind: 'fund';
      readonly who: number;
      readonly asset: number;
      readonly amount: number;
    };

const lots = fc.oneof(
  fc.constantFrom(1, 999_999, 1_000_000, MAX_INT32),
  fc.integer({ min: 1, max: 1_000_000 }),
);
const side = fc.constantFrom('buy' as const, 'sell' as const);
const kind = <K extends Wild['kind']>(name: K) => fc.constant(name);
const place = fc
  .record({ kind: kind('place'), who, symbol, side, lots, isMarket: fc.boolean() })
  .map(({ isMarket, ...rest }): Wild => {
    const unsure = { postOnly: false, reduceOnly: false };
    return isMarket
      ? { ...rest, ...unsure, timeInForce: 'ioc' }
      : { ...rest, ...unsure, timeInForce: 'gtc', awayPpm: 0 };
  });
const pick = fc.nat(10);
const sharePpm = fc.integer({ min: -1_000_000, max: 1_000_000 });
const wild: fc.Arbitrary<Wild> = fc.oneof(
  fc.record({ kind: kind('priceAt'), power: fc.double({ min: 0, max: 14.999, noNaN: true }) }),
  fc.record({ kind: kind('price'), movePpm: fc.integer({ min: -500_000, max: 900_000 }) }),
  fc.record({
    kind: kind('fund'),
    who,
    asset: symbol,
    amount: fc.constantFrom(1e12, 1e14, 2e15),
  }),
  fc.record({ kind: kind('quote'), symbol, spreadPpm: fc.constant(10), lots }),
  place,
  place,
  fc.record({ kind: kind('close'), pick }),
  fc.record({ kind: kind('margin'), pick, sharePpm }),
);

/** Applies one; a price is told often enough to get past the guard against jumps. */
function act(venue: TestVenue, action: Wild): void {
  if (action.kind === 'priceAt') {
    const priceE8 = Math.max(2, Math.round(10 ** action.power));
    for (let n = 0; n < 5; n++) {
      venue.timeUs += 1_000_000;
      venue.apply(venue.observation('BTC', priceE8 + (n % 2)), { by: 'feed' });
    }
    return;
  }
  if (action.kind === 'fund') {
    const asset = action.asset === 0 ? 'USDT' : 'XBT';
    const client = clientOf(venue, action.who);
    const mirrored = venue.movement('collateral.mirror', client, asset, action.amount);
    venue.apply(mirrored, { by: 'custodian' });
    return;
  }
  for (const { command, by, afterUs } of commandsOf(venue, action)) {
    // Three levels of a quote of the largest size would not be well-formed.
    if (checkCommand(command) === null) venue.apply(command, { by, afterUs });
  }
}

/** Runs a program on a copy; the first breach of conservation, or null. */
function breachOf(start: TestVenue, steps: readonly ((venue: TestVenue) => void)[]): string | null {
  const venue = start.reloaded();
  for (const step of steps) {
    step(venue);
    const breach = venue.venue.conservationBreach();
    if (breach !== null) return breach;
  }
  return null;
}

describe('NUM-05 no figure makes the venue throw', { timeout: 3_600_000 }, () => {
  test('of any commands in any order', () => {
    const start = founded(1_000_000);
    const commands = fc.array(fc.tuple(fc.oneof(...COMMAND_KINDS.map(anyCommandOf)), fc.nat(50)), {
      minLength: 1,
      maxLength: 40,
      size: 'max',
    });
    fc.assert(
      fc.property(commands, (given) => {
        const steps = given.map(([command, n]) => (venue: TestVenue) => {
          venue.apply(command, { by: speakerOf(command.kind, n), afterUs: 1_000_000 });
        });
        expect(breachOf(start, steps)).toBeNull();
      }),
      { seed, numRuns: programs },
    );
  });

  test.each([
    [1_000_000, false],
    [MAX_INT32, false],
    [MAX_INT32, true],
  ])('of orders up to %i lots at any price, auctions: %s', (maxOrderLots, hasAuctions) => {
    const start = founded(maxOrderLots, hasAuctions);
    const actions = fc.array(wild, { minLength: 1, maxLength: 25, size: 'max' });
    fc.assert(
      fc.property(actions, (given) => {
        const steps = given.map((action) => (venue: TestVenue) => act(venue, action));
        expect(breachOf(start, steps)).toBeNull();
      }),
      { seed, numRuns: programs },
    );
  });
});
