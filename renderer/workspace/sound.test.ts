import { expect, test } from 'vitest';
import { Sound } from './sound.ts';

/** As much of an audio context as a chime needs, with the tones that were started. */
class Device extends EventTarget {
  state = 'suspended';
  currentTime = 7;
  destination = {};
  isAllowed: boolean;
  readonly tones: (readonly [hz: number, atS: number])[] = [];

  constructor(isAllowed: boolean) {
    super();
    this.isAllowed = isAllowed;
  }
  async resume(): Promise<void> {
    // A browser that waits for a gesture leaves the promise as it is.
    if (!this.isAllowed) return new Promise(() => {});
    this.state = 'running';
    this.dispatchEvent(new Event('statechange'));
  }
  createGain() {
    const gain = { setValueAtTime: () => gain, linearRampToValueAtTime: () => gain };
    return { gain, connect: () => undefined };
  }
  createOscillator() {
    const frequency = { value: 0 };
    return {
      frequency,
      connect: (next: object) => next,
      start: (atS: number) => this.tones.push([frequency.value, atS]),
      stop: () => undefined,
    };
  }
}

function soundOf(device: Device) {
  let changes = 0;
  const sound = new Sound(
    () => device as unknown as AudioContext,
    () => (changes += 1),
  );
  return { sound, changes: () => changes };
}

test('a chime has two tones, and the last level has three', async () => {
  const device = new Device(true);
  const { sound, changes } = soundOf(device);
  expect(sound.standing).toBe('ask');
  expect(await sound.play(1, 60)).toBe(true);
  expect(device.tones.map(([, atS]) => atS)).toEqual([7, 7.2]);
  expect(await sound.play(3, 60)).toBe(true);
  expect(device.tones).toHaveLength(5);
  expect(sound.standing).toBe('ready');
  expect(changes()).toBe(1);
});

test('before a gesture nothing is heard, nothing is kept for later, and it is said', async () => {
  const device = new Device(false);
  const { sound } = soundOf(device);
  expect(await sound.play(2, 60)).toBe(false);
  expect(sound.standing).toBe('ask');
  device.isAllowed = true;
  expect(await sound.wake()).toBe(true);
  expect(device.tones).toEqual([]);
});

test('a host without sound says so', async () => {
  const sound = new Sound(null, () => undefined);
  expect(sound.standing).toBe('absent');
  expect(await sound.play(3, 60)).toBe(false);
});
