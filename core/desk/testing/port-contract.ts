/** What every Port keeps, whatever carries it. */
import { expect, test, vi } from 'vitest';
import type { Port } from '../port.ts';

/** A machine that is busy with other things takes its time. */
const WITHIN = { timeout: 5_000, interval: 10 };

export interface Pair {
  readonly window: Port;
  readonly core: Port;
  /** Lets what was sent arrive. */
  readonly settle: () => Promise<void>;
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

export function portContract(name: string, open: () => Pair): void {
  test(`${name}: texts arrive whole and in order, both ways`, async () => {
    const { window, core } = open();
    const [atCore, atWindow] = [heard(core), heard(window)];
    const texts = ['', 'ü\u0000€', 'x'.repeat(100_000), '{"type":"hello"}'];
    for (const text of texts) window.send(text);
    for (const text of texts) core.send(text);
    await vi.waitFor(() => {
      expect(atCore).toEqual(texts);
      expect(atWindow).toEqual(texts);
      expect(core.bufferedBytes).toBe(0);
    }, WITHIN);
  });

  test(`${name}: a close is heard once at either end, and nothing after it`, async () => {
    const { window, core, settle } = open();
    const [atCore, atWindow] = [heard(core), heard(window)];
    const closed = [closings(core), closings(window)];
    window.close();
    window.close();
    await vi.waitFor(() => expect(closed).toEqual([[1], [1]]), WITHIN);
    window.send('late');
    core.send('late');
    await settle();
    expect(closed).toEqual([[1], [1]]);
    expect([atCore, atWindow]).toEqual([[], []]);
  });
}
