/** The ring of events: rows of integers that become objects where somebody reads them. */
import { describe, expect, test } from 'vitest';
import { columnOf, EventRing, kindNumbered } from './event-ring.ts';
import { eventTable, EVENT_KINDS } from './events.ts';

function ring(capacity: number): EventRing {
  const events = new EventRing(capacity);
  events.begin(7, 1_000);
  return events;
}

describe('the ring', () => {
  test('numbers events within their command and decodes choices by name', () => {
    const events = ring(8);
    events.emit('asset.listed', 1, 6);
    events.emit('order.cancelled', 12, 4, 1, 10, 2);
    expect(events.decode(0)).toEqual({
      kind: 'asset.listed',
      sequence: 7,
      eventIndex: 0,
      timeUs: 1_000,
      asset: 1,
      decimals: 6,
    });
    expect(events.decode(1)).toMatchObject({
      eventIndex: 1,
      remainingLots: 10,
      reason: 'selfTrade',
    });
    expect(events.stepIndex).toBe(2);
    events.begin(8, 2_000);
    events.emit('asset.listed', 2, 8);
    expect(events.decode(2)).toMatchObject({ sequence: 8, eventIndex: 0, timeUs: 2_000 });
  });

  test('lets a reader look at one column without an object', () => {
    const events = ring(8);
    events.emit('fund.short', 1, 500, 3);
    expect(events.kindAt(0)).toBe('fund.short');
    expect(events.columnAt(0, columnOf('fund.short', 'shortAtoms'))).toBe(500);
    expect(() => columnOf('fund.short', 'price')).toThrow(/has no column price/);
  });

  test('an event may be written column by column, whatever stood there before', () => {
    const events = ring(2);
    events.emit('call.cured', 9, 8, 7, 6, 5);
    events.emit('call.cured', 9, 8, 7, 6, 5);
    events.release(2);
    for (const [n, amount] of [40, 50].entries()) {
      const at = events.open(kindNumbered('fund.short'));
      events.rows.set([n + 1, amount, 0], at);
    }
    const told = { kind: 'fund.short', sequence: 7, timeUs: 1_000, instrument: 0 };
    expect(events.decode(2)).toEqual({ ...told, eventIndex: 2, asset: 1, shortAtoms: 40 });
    expect(events.decode(3)).toEqual({ ...told, eventIndex: 3, asset: 2, shortAtoms: 50 });
    events.emit('asset.listed', 3, 6);
    expect(events.decode(3)).toMatchObject({ asset: 2, shortAtoms: 50 });
    expect(events.decode(4)).toMatchObject({ asset: 3, decimals: 6 });
  });

  test('overwrites what was released and nothing else', () => {
    const events = ring(2);
    for (let n = 1; n <= 2; n++) events.emit('asset.listed', n, 0);
    events.release(1);
    events.emit('asset.listed', 3, 0);
    expect(events.written).toBe(3);
    expect([1, 2].map((position) => events.decode(position)['asset'])).toEqual([2, 3]);
    expect(() => events.decode(0)).toThrow(/not in the ring/);
    expect(() => events.decode(3)).toThrow(/not in the ring/);
    expect(() => events.release(0)).toThrow(/goes forward/);
    expect(() => events.release(4)).toThrow(/goes forward/);
  });

  test('grows rather than forget, in whatever position it is', () => {
    const events = ring(4);
    for (let n = 0; n < 3; n++) events.emit('asset.listed', n, 0);
    events.release(3);
    for (let n = 3; n < 40; n++) events.emit('asset.listed', n, n);
    for (let n = 3; n < 40; n++) expect(events.decode(n)).toMatchObject({ asset: n, decimals: n });
  });
});

test('no kind has more columns than a row holds, nor one twice, nor one of the row’s own', () => {
  for (const kind of EVENT_KINDS) {
    const columns: readonly string[] = eventTable[kind];
    expect(columns.length).toBeLessThanOrEqual(14);
    expect(new Set([...columns, 'kind', 'sequence', 'eventIndex', 'timeUs']).size).toBe(
      columns.length + 4,
    );
  }
});
