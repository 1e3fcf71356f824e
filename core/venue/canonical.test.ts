/** The meaning of the state as bytes: the same trading gives the same, however it came about. */
import { beforeEach, describe, expect, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import { canonicalJson, utf8 } from './canonical.ts';
import { TestVenue } from './testing/test-venue.ts';

const resources = { ...instruments, indices: indices.replay };

describe('canonical JSON', () => {
  test('has sorted keys, no white space and nothing that is undefined', () => {
    expect(canonicalJson({ b: [1, { d: null, c: true }], a: 'é"', e: undefined })).toBe(
      '{"a":"é\\"","b":[1,{"c":true,"d":null}]}',
    );
  });

  test('UTF-8 without an encoder is what an encoder gives', () => {
    const text = 'az é ß € 漢字 𝄞 \u007f\u0080\u07ff\u0800\uffff';
    expect(utf8(text)).toEqual(new TextEncoder().encode(text));
  });
});

let venue: TestVenue;
let house: number;
let trader: number;
beforeEach(() => {
  venue = founded();
});

function founded(): TestVenue {
  const made = TestVenue.found(resources);
  made.prices({ BTC: 60_000, ETH: 3_000 });
  house = made.open('house', { kind: 'house' });
  trader = made.open('trader', { funds: { USDT: 10_000_000_000 } });
  return made;
}

describe('what the meaning leaves out', () => {
  function trading(made: TestVenue, detour: () => void): void {
    made.place(trader, 'BTCUSDT', 'buy', 5, { priceTicks: 599_000 });
    detour();
    made.place(trader, 'BTCUSDT', 'buy', 7, { priceTicks: 599_000 });
    const stop = { priceTicks: 602_000, trigger: 'mark', triggerTicks: 601_000 } as const;
    made.place(trader, 'BTCUSDT', 'buy', 1, stop);
    made.trade({ buyer: trader, seller: house }, 'BTCUSDT', 3, 600_000);
  }

  test('sequence numbers, and the ids of orders that are made of them', () => {
    const other = founded();
    trading(venue, () => {});
    trading(other, () => {
      for (let n = 0; n < 3; n++) other.code({ kind: 'order.cancelAll', subaccount: 99 });
    });
    expect(other.venue.state.sequence).not.toBe(venue.venue.state.sequence);
    expect(other.meaning()).toBe(venue.meaning());
  });

  test('the numbers of sessions and how often they were opened', () => {
    const other = founded();
    const opening = (made: TestVenue, name: string): void => {
      const { timeUs } = made;
      const sequence = made.venue.state.sequence + 1;
      const stamp = { sequence, timeUs, session: 0, request: 0, digest: 0, internal: false };
      const who = { operator: 6, role: 'trader', channel: 'api', workstation: 'test' } as const;
      made.venue.apply({ ...stamp, command: { kind: 'session.open', session: name, ...who } });
    };
    for (const name of ['one', 'two', 'one']) opening(venue, name);
    for (const name of ['two', 'one']) opening(other, name);
    expect(other.meaning()).toBe(venue.meaning());
  });

  test('where an order lies in memory', () => {
    trading(venue, () => {});
    expect(venue.reloaded().meaning()).toBe(venue.meaning());
  });
});

describe('what the meaning shows', () => {
  const change = (what: () => void): void => {
    const before = venue.meaning();
    what();
    expect(venue.meaning()).not.toBe(before);
  };

  test('which of two orders at a price came first', () => {
    const other = founded();
    const order = (made: TestVenue, lots: number): unknown =>
      made.place(trader, 'BTCUSDT', 'buy', lots, { priceTicks: 599_000 });
    for (const lots of [5, 7]) order(venue, lots);
    for (const lots of [7, 5]) order(other, lots);
    expect(other.meaning()).not.toBe(venue.meaning());
  });

  test('time, a remembered request, a proposal, a source’s sequence', () => {
    change(() => venue.tick());
    change(() => venue.apply({ kind: 'order.cancelAll', subaccount: trader }, { request: 1 }));
    const resume = { kind: 'instrument.resume', instrument: 1 } as const;
    change(() => venue.ok({ kind: 'proposal.open', command: resume }, { by: 'risk' }));
    change(() => venue.mirror(trader, 'USDT', 1));
  });

  test('when a call ends and what is still to come of it, and marks that are remembered', () => {
    const { life, monitor } = venue.instrument('BTCUSDT');
    change(() => Object.assign(life, { untilUs: 1 }));
    change(() => Object.assign(life, { isExtended: true }));
    change(() => Object.assign(life, { isShort: true }));
    change(() => Object.assign(life, { toldTicks: 1, toldLots: 1 }));
    change(() => monitor.marks.push(1));
  });

  test('leverage and mode of a flat position', () => {
    const names = { subaccount: trader, instrument: 1 };
    change(() => venue.ok({ kind: 'position.leverage', ...names, leverageX100: 500 }));
    change(() => venue.ok({ kind: 'position.isolate', ...names, isolated: true }));
  });

  test('a margin call of a flat position, which the next check will end', () => {
    const { bucket } = venue.position(trader, 'BTCUSDT');
    change(() => {
      bucket.call = { id: 1, level: 1, acknowledgedBy: 0, snoozedUntilUs: 0 };
    });
    change(() => {
      bucket.belowSinceUs = 1;
    });
    change(() => {
      bucket.liquidation = { id: 1, startedUs: 1, slices: 0, nextSliceUs: 1 };
    });
  });
});
