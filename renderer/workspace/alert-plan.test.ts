import { describe, expect, test } from 'vitest';
import type { Alert, CallRow } from '../../core/desk/messages.ts';
import {
  CallWatch,
  isUnanswered,
  missingOf,
  noticeOfAlert,
  noticeOfCall,
  repeatOf,
  waysOf,
} from './alert-plan.ts';

const SETTINGS = { isMuted: false, volume: 60, notifies: true };

function row(call: number, change: Partial<CallRow> = {}): CallRow {
  return {
    key: String(call),
    call,
    subaccount: 'Vol-Arb',
    bucket: 'USDT cross',
    level: 1,
    health: '141.6 %',
    cure: '6,085.33',
    asset: 'USDT',
    acknowledgedBy: '',
    snoozedUntilUs: 0,
    ...change,
  };
}

function changes(changed: CallRow[], gone: string[] = [], isFresh = false) {
  return { isFresh, changed, gone };
}

/** A watch that has seen its first frame, with these calls in it. */
function watching(...calls: CallRow[]): CallWatch {
  const watch = new CallWatch();
  expect(watch.take(changes(calls, [], true)).raised).toEqual([]);
  return watch;
}

describe('a call is told', () => {
  test('when it is raised and when it gets worse, not with every figure', () => {
    const watch = watching();
    expect(watch.take(changes([row(1)])).raised).toEqual([row(1)]);
    expect(watch.take(changes([row(1, { health: '140.0 %' })])).raised).toEqual([]);
    const worse = row(1, { level: 3 });
    expect(watch.take(changes([worse])).raised).toEqual([worse]);
    expect(watch.take(changes([row(1, { level: 2 })])).raised).toEqual([]);
  });

  test('not when it was open before the window came, but when raised while it was away', () => {
    const watch = watching(row(1));
    const news = watch.take(changes([row(1), row(2)], [], true));
    expect(news.raised).toEqual([row(2)]);
    expect(watch.take(changes([row(2)], [], true)).settled).toEqual([1]);
  });

  test('no more once somebody acknowledged it, until it gets worse', () => {
    const watch = watching(row(1));
    const acknowledged = row(1, { acknowledgedBy: 'M. Okafor' });
    expect(watch.take(changes([acknowledged]))).toEqual({
      raised: [],
      followed: [],
      settled: [1],
    });
    const worse = row(1, { level: 2 });
    expect(watch.take(changes([worse])).raised).toEqual([worse]);
  });

  test('no more while it is snoozed, and again when it is due', () => {
    const watch = watching(row(1));
    const snoozed = row(1, { snoozedUntilUs: 5 });
    expect(isUnanswered(snoozed)).toBe(false);
    expect(watch.take(changes([snoozed])).settled).toEqual([1]);
    expect(watch.take(changes([row(1)])).raised).toEqual([row(1)]);
  });

  test('with figures that are followed while it is open, also where its level falls', () => {
    const watch = watching();
    expect(watch.take(changes([row(1, { level: 2 })])).followed).toEqual([]);
    const moved = row(1, { level: 2, cure: '504.95' });
    expect(watch.take(changes([moved]))).toEqual({ raised: [], followed: [moved], settled: [] });
    expect(watch.take(changes([row(1)])).followed).toEqual([row(1)]);
    const acknowledged = row(1, { acknowledgedBy: 'M. Okafor' });
    expect(watch.take(changes([acknowledged])).followed).toEqual([]);
  });

  test('is settled when it is cured', () => {
    const watch = watching(row(7));
    expect(watch.take(changes([], ['7'])).settled).toEqual([7]);
  });

  test('with its cure, and gravely at the last level', () => {
    expect(noticeOfCall(row(1))).toMatchObject({
      tone: 'warning',
      title: 'L1 Vol-Arb 141.6 %',
      text: 'Cure 6,085.33 USDT. Stays until a named person acknowledges it.',
    });
    expect(noticeOfCall(row(1, { level: 3 }))).toMatchObject({ tone: 'grave' });
  });
});

describe('an alert', () => {
  const alert: Alert = {
    kind: 'alert',
    timeUs: 0,
    sequence: 1,
    event: 'liquidation.sliced',
    level: 3,
    subaccount: 'Trend-2',
    accountKind: 'PAPER',
    call: 0,
    liquidation: 4,
    text: 'Liquidation of Trend-2 closed 1 of 2 BTCUSDT.',
  };

  test('of a liquidation has one notice for all its steps, and its beginning is heard', () => {
    const began = noticeOfAlert({ ...alert, event: 'liquidation.started' });
    const sliced = noticeOfAlert(alert);
    const ended = noticeOfAlert({ ...alert, event: 'liquidation.ended', level: 0 });
    expect([began?.level, sliced?.level, ended?.level]).toEqual([3, 0, 0]);
    expect(new Set([began, sliced, ended].map((notice) => notice?.key)).size).toBe(1);
    expect(ended).toMatchObject({ tone: 'grave', title: 'Liquidation of Trend-2 ended' });
  });

  test('of another liquidation of the same subaccount has its own notice', () => {
    const other = noticeOfAlert({ ...alert, liquidation: 5 });
    expect(other?.key).not.toBe(noticeOfAlert(alert)?.key);
  });

  test('of a call is told by the call itself, but for its cure', () => {
    expect(noticeOfAlert({ ...alert, event: 'call.raised', level: 2 })).toBeNull();
    expect(noticeOfAlert({ ...alert, event: 'call.cured', level: 0 })).toMatchObject({
      tone: 'cured',
      title: 'Margin call cured, Trend-2',
    });
  });

  test('of the market is told from the second level on', () => {
    const text = 'Index BTC: GREEN to HOLD, sources apart. Only reducing orders are taken.';
    const hold = { ...alert, event: 'index.state', subaccount: '', liquidation: 0, text };
    expect(noticeOfAlert({ ...hold, level: 2 })).toMatchObject({ title: 'Index BTC', level: 2 });
    expect(noticeOfAlert({ ...hold, level: 1 })).toBeNull();
  });
});

describe('what is heard', () => {
  test.each([
    [0, {}, false, false, false],
    [1, {}, false, true, false],
    [2, {}, true, true, true],
    [3, { isMuted: true }, true, false, true],
    [3, { volume: 0 }, false, false, false],
    [3, { notifies: false }, true, true, false],
  ] as const)(
    'at level %i with %j, away %j: sound %j, notification %j',
    (level, change, isAway, sounds, notifies) => {
      expect(waysOf(level, { ...SETTINGS, ...change }, isAway)).toEqual({ sounds, notifies });
    },
  );

  test('the last level alone repeats, every ten seconds until it is answered', () => {
    const grave = row(1, { level: 3 });
    expect(repeatOf([grave], 10_000)).toBe(3);
    expect(repeatOf([grave], 9_999)).toBeNull();
    expect(repeatOf([row(1, { level: 2 })], 60_000)).toBeNull();
    expect(repeatOf([{ ...grave, acknowledgedBy: 'M. Okafor' }], 60_000)).toBeNull();
    expect(repeatOf([{ ...grave, snoozedUntilUs: 5 }], 60_000)).toBeNull();
  });
});

describe('what is missing is said', () => {
  test.each([
    ['ready', 'ready', {}, [], false],
    ['ask', 'ready', {}, ['Sound is off until you click.'], true],
    ['ready', 'blocked', {}, ['Notifications are blocked by the browser.'], false],
    ['ready', 'ask', {}, ['Notifications need your permission.'], true],
    ['ready', 'ask', { notifies: false }, ['Notifications are turned off here.'], false],
    ['ask', 'ready', { isMuted: true }, ['Sound is muted.'], false],
    [
      'absent',
      'absent',
      {},
      ['This host plays no sound.', 'This host shows no notifications.'],
      false,
    ],
  ] as const)('sound %s, notifications %s, %j', (sound, notify, change, words, canAsk) => {
    const missing = missingOf(sound, notify, { ...SETTINGS, ...change });
    expect(missing).toEqual({ words, canAsk });
  });
});
