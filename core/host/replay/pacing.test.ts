import { describe, expect, test } from 'vitest';
import { Pacer } from './pacing.ts';

const START_US = 1_723_161_260_000_000;

/** A pacer on a wall clock that stands where it is put. */
function pacerAt(speed: '1x' | '10x' | 'max') {
  const wall = { ms: 5_000 };
  return { wall, pacer: new Pacer(speed, () => wall.ms) };
}

describe('the pacer', () => {
  test('holds venue time back to the wall clock, or to ten times it', () => {
    for (const [speed, waitMs] of [
      ['1x', 100],
      ['10x', 10],
    ] as const) {
      const { pacer } = pacerAt(speed);
      expect(pacer.waitMs(START_US)).toBe(0);
      expect(pacer.waitMs(START_US + 100_000)).toBe(waitMs);
    }
  });

  test('measures every moment from the first: what came late does not make the next late', () => {
    const { wall, pacer } = pacerAt('1x');
    pacer.waitMs(START_US);
    wall.ms += 130;
    expect(pacer.waitMs(START_US + 100_000)).toBe(0);
    expect(pacer.waitMs(START_US + 200_000)).toBe(70);
    wall.ms += 3_600_000;
    expect(pacer.waitMs(START_US + 3_600_100_000)).toBe(0);
    expect(pacer.waitMs(START_US + 3_600_200_000)).toBe(70);
  });

  test('waits for nothing at full speed', () => {
    const { pacer } = pacerAt('max');
    pacer.waitMs(START_US);
    expect(pacer.waitMs(START_US + 3_600_000_000)).toBe(0);
  });

  test('wakes up when it is told to stop', async () => {
    const pacer = new Pacer('1x');
    const controller = new AbortController();
    await pacer.until(START_US, controller.signal);
    const waiting = pacer.until(START_US + 3_600_000_000, controller.signal);
    controller.abort();
    await expect(waiting).resolves.toBeUndefined();
    await expect(pacer.until(START_US + 7_200_000_000, controller.signal)).resolves.toBeUndefined();
  });

  test('holds everything while paused, and goes on where it stood', () => {
    const { wall, pacer } = pacerAt('1x');
    pacer.waitMs(START_US);
    pacer.waitMs(START_US + 100_000);
    wall.ms += 40;
    pacer.pause();
    expect(pacer.isPaused).toBe(true);
    wall.ms += 3_600_000;
    expect(pacer.waitMs(START_US + 100_000)).toBe(Infinity);
    pacer.pause();
    pacer.resume();
    expect(pacer.waitMs(START_US + 100_000)).toBe(60);
  });

  test('takes another speed from the moment that is due, without a jump or a backlog', () => {
    const { wall, pacer } = pacerAt('1x');
    pacer.waitMs(START_US);
    pacer.waitMs(START_US + 100_000);
    wall.ms += 40;
    pacer.setSpeed(10);
    expect(pacer.waitMs(START_US + 100_000)).toBe(6);
    // Half a minute late, in venue time, at ten times the speed: none of it is made up at one.
    wall.ms += 3_000;
    pacer.setSpeed(1);
    expect(pacer.waitMs(START_US + 100_000)).toBe(0);
    expect(pacer.waitMs(START_US + 200_000)).toBe(100);
    pacer.setSpeed(Infinity);
    expect(pacer.waitMs(START_US + 60_000_000)).toBe(0);
    pacer.setSpeed(1);
    expect(pacer.waitMs(START_US + 60_100_000)).toBe(100);
    expect(pacer.speed).toBe('1x');
    pacer.setSpeed(60);
    expect(pacer.speed).toBe('60x');
  });

  test('wakes whoever waits when the speed changes or the pause ends', async () => {
    const pacer = new Pacer('1x');
    const { signal } = new AbortController();
    await pacer.until(START_US, signal);
    const hour = pacer.until(START_US + 3_600_000_000, signal);
    pacer.pause();
    pacer.setSpeed(Infinity);
    await expect(Promise.race([hour, Promise.resolve('waits')])).resolves.toBe('waits');
    pacer.resume();
    await expect(hour).resolves.toBeUndefined();
  });
});
