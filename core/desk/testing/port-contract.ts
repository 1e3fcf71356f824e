/** What every Port keeps, whatever carries it. */
import { expect, test, vi } from 'vitest';
import { BUFFERED_BYTES_MAX } from '../desk-session.ts';
import { MESSAGE_BYTES_MAX } from '../messages.ts';
import type { Port } from '../port.ts';

/** A machine that is busy with other things takes its time. */
const WITHIN = { timeout: 60_000, interval: 10 };
const MANY = 2_000;
/** More than a kernel takes in for a reader that does not read. */
const UNREAD = 32;
const UNREAD_TEXT = 'u'.repeat(1_048_576);
/** No view is so large; a port takes it all the same. */
const HUGE = 8_388_608;

export interface Pair {
  readonly window: Port;
  readonly core: Port;
  /** Lets what was sent arrive. */
  readonly settle: () => Promise<void>;
  /**
   * Keeps the window's end, to which nobody has listened yet, from reading; returns how to let it.
   */
  readonly hold: () => () => void;
}

function heard(port: Port): string[] {
  const texts: string[] = [];
  port.onMessage((text) => texts.push(text));
  return texts;
}

function closings(port: Port): number[] {
  const seen: number[] = [];
  port.onClose(() => seen.push(1));
  return seen;
}

/** The same promises for each transport that `open` opens a pair of. */
export function portContract(name: string, open: () => Pair | Promise<Pair>): void {
  test(`${name}: texts arrive whole and in order, both ways`, async () => {
    const { window, core } = await open();
    const [atCore, atWindow] = [heard(core), heard(window)];
    const texts = ['', 'ü\u0000€\u{1f4c8}', 'x'.repeat(100_000), '{"type":"hello"}'];
    const many = Array.from({ length: MANY }, (_, n) => `${n} ${'y'.repeat(n % 300)}`);
    for (const text of [...texts, ...many]) {
      window.send(text);
      core.send(text);
    }
    await vi.waitFor(() => {
      expect(atCore).toEqual([...texts, ...many]);
      expect(atWindow).toEqual([...texts, ...many]);
      expect(core.bufferedBytes).toBe(0);
    }, WITHIN);
  });

  test(`${name}: the largest message arrives whole, and from the core a huge one`, async () => {
    const { window, core } = await open();
    const [atCore, atWindow] = [heard(core), heard(window)];
    window.send(`${'w'.repeat(MESSAGE_BYTES_MAX - 1)}!`);
    core.send(`${'c'.repeat(HUGE - 1)}!`);
    await vi.waitFor(() => {
      expect(atCore.map(({ length }) => length)).toEqual([MESSAGE_BYTES_MAX]);
      expect(atWindow.map(({ length }) => length)).toEqual([HUGE]);
    }, WITHIN);
    expect([atCore[0]?.at(-1), atWindow[0]?.at(-1)]).toEqual(['!', '!']);
  });

  test.each(['window', 'core'] as const)(
    `${name}: a close by the %s is heard once at either end, and nothing after it`,
    async (by) => {
      const pair = await open();
      const { window, core, settle } = pair;
      const [atCore, atWindow] = [heard(core), heard(window)];
      const closed = [closings(core), closings(window)];
      const other = by === 'core' ? window : core;
      pair[by].close();
      // It does not know yet.
      other.send('under way');
      pair[by].close();
      await vi.waitFor(() => expect(closed).toEqual([[1], [1]]), WITHIN);
      window.send('late');
      core.send('late');
      other.close();
      await settle();
      expect(closed).toEqual([[1], [1]]);
      expect([atCore, atWindow]).toEqual([[], []]);
    },
  );

  test(`${name}: a last word arrives before the close`, async () => {
    const { window, core } = await open();
    const order: string[] = [];
    window.onMessage((text) => order.push(text));
    window.onClose(() => order.push('closed'));
    core.send('a fault');
    core.close();
    await vi.waitFor(() => expect(order).toEqual(['a fault', 'closed']), WITHIN);
  });

  test(`${name}: what is not read shows as waiting, and arrives once it is`, async () => {
    const { window, core, settle, hold } = await open();
    const letGo = hold();
    const waiting: number[] = [];
    for (let n = 0; n < UNREAD; n++) {
      core.send(UNREAD_TEXT);
      waiting.push(core.bufferedBytes);
    }
    expect(waiting).toEqual(waiting.toSorted((a, b) => a - b));
    expect(waiting.at(-1)).toBeGreaterThan(waiting[UNREAD / 2] ?? Infinity);
    await settle();
    expect(core.bufferedBytes).toBeGreaterThan(BUFFERED_BYTES_MAX);
    const atWindow = heard(window);
    letGo();
    await vi.waitFor(() => {
      expect(atWindow).toHaveLength(UNREAD);
      expect(core.bufferedBytes).toBe(0);
    }, WITHIN);
    expect(atWindow.every((text) => text === UNREAD_TEXT)).toBe(true);
  });
}
