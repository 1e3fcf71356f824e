import { describe, expect, test } from 'vitest';
import {
  age,
  countdown,
  dateOf,
  longCountdown,
  millisecondsOf,
  momentText,
  stamp,
  timeMeant,
  timeOfDay,
} from './times.ts';

const timeUs = Date.UTC(2024, 7, 8, 23, 58, 41, 320) * 1_000;

test('a time is UTC with 24 hours', () => {
  expect(timeOfDay(timeUs)).toBe('23:58:41');
  expect(millisecondsOf(timeUs)).toBe('.320');
  expect(dateOf(timeUs)).toBe('2024-08-08');
  expect(stamp(timeUs)).toBe('2024-08-08 23:58:41.320');
});

test('a countdown grows from minutes to hours', () => {
  expect(countdown(759)).toBe('12:39');
  expect(countdown(4_868)).toBe('1:21:08');
  expect(countdown(69_120)).toBe('19:12 h');
  expect(countdown(-3)).toBe('0:00');
});

test('what is far off is counted in days', () => {
  expect(longCountdown(69_120)).toBe('19:12 h');
  expect(longCountdown(259_199)).toBe('71:59 h');
  expect(longCountdown(259_200)).toBe('3 d');
});

test('an age is finer the younger it is', () => {
  expect(age(40)).toBe('0.04 s');
  expect(age(3_100)).toBe('3.1 s');
  expect(age(125_000)).toBe('2:05');
});

describe('times that a person types', () => {
  // 2024-08-08 23:58:41 UTC.
  const nowUs = 1_723_161_521_000_000;
  const meant = (typed: string): string | null => {
    const us = timeMeant(typed, nowUs);
    return us === null ? null : stamp(us);
  };

  test('without a date the next such time, with one that day', () => {
    expect(meant('23:59')).toBe('2024-08-08 23:59:00.000');
    expect(meant('23:58:41')).toBe('2024-08-09 23:58:41.000');
    expect(meant(' 0:30 ')).toBe('2024-08-09 00:30:00.000');
    expect(meant('2024-08-12 7:05:09')).toBe('2024-08-12 07:05:09.000');
    expect(meant('2024-08-01 12:00')).toBe('2024-08-01 12:00:00.000');
  });

  test('what is none', () => {
    for (const typed of ['', '24:00', '12:60', '12', '12:5', '2024-02-31 12:00', 'noon']) {
      expect(meant(typed), typed).toBeNull();
    }
  });

  test('a moment is written with its date where it is not today\u2019s', () => {
    expect(momentText(nowUs + 1_000_000, nowUs)).toBe('23:58:42');
    expect(momentText(nowUs + 120_000_000, nowUs)).toBe('2024-08-09 00:00:41');
  });
});
