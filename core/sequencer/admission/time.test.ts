import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDurationUs, formatTimeUs, parseDurationUs, parseTimeUs } from './time.ts';

describe('times', () => {
  test('are read in UTC to the microsecond', () => {
    expect(parseTimeUs('2026-01-05T08:00:00Z')).toBe(1_767_600_000_000_000);
    expect(parseTimeUs('2026-01-05 08:00:00.000001Z')).toBe(1_767_600_000_000_001);
    expect(parseTimeUs('2026-01-05T08:00:00.5Z')).toBe(1_767_600_000_500_000);
  });

  test.each([
    '2026-02-30T00:00:00Z',
    '2026-01-05T24:00:01Z',
    '2026-01-05T08:00:00',
    '2026-01-05',
    '',
  ])('%j is none', (text) => {
    expect(parseTimeUs(text)).toBeNull();
  });

  test('go out and come back', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (timeUs) => {
        expect(parseTimeUs(formatTimeUs(timeUs))).toBe(timeUs);
      }),
    );
    expect(formatTimeUs(1_767_600_000_000_000)).toBe('2026-01-05T08:00:00Z');
    expect(formatTimeUs(Number.MAX_SAFE_INTEGER)).toContain('Z');
  });
});

describe('durations', () => {
  test.each([
    ['10s', 10_000_000],
    ['1.5h', 5_400_000_000],
    ['250 ms', 250_000],
    ['1us', 1],
    ['2d', 172_800_000_000],
  ])('%s is read', (text, us) => {
    expect(parseDurationUs(text)).toBe(us);
  });

  test.each(['', '10', 's', '-1s', '0.1us', '1e3s', '99999999999999999d', '1s 2s'])(
    '%j is none',
    (text) => {
      expect(parseDurationUs(text)).toBeNull();
    },
  );

  test('go out in the largest unit that divides them', () => {
    expect([10_000_000, 5_400_000_000, 1, 0].map(formatDurationUs)).toEqual([
      '10s',
      '90m',
      '1us',
      '0s',
    ]);
  });
});
