import { expect, test } from 'vitest';
import { age, countdown, dateOf, millisecondsOf, stamp, timeOfDay } from './times.ts';

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

test('an age is finer the younger it is', () => {
  expect(age(40)).toBe('0.04 s');
  expect(age(3_100)).toBe('3.1 s');
  expect(age(125_000)).toBe('2:05');
});
