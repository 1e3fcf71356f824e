/** What every implementation of CommandLog must do, as tests that take the implementation. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BATCH_HEADER_BYTES, MAX_BATCH_BYTES } from './batch.ts';
import type { ChainPosition } from './chain.ts';
import { chainedBatches, GENESIS } from './chain.ts';
import type { CommandLog } from './command-log.ts';
import { batchesAfter } from './testing/batches.ts';

/** One store, and what the tests need to do to it. */
export interface CommandLogHarness {
  /** Opens the store; twice without closing gives two writers of one log. */
  open(): Promise<CommandLog>;
  /** Makes the next write of a log fail with an I/O error. */
  failNextWrite(log: CommandLog): Promise<void>;
  /** Takes the cause of that failure away: from here on only the log itself can refuse. */
  heal(log: CommandLog): Promise<void>;
  dispose(): Promise<void>;
}

/** The log under test, with the few moves that the tests share. */
class Bench {
  readonly harness: CommandLogHarness;
  log: CommandLog;

  constructor(harness: CommandLogHarness, log: CommandLog) {
    this.harness = harness;
    this.log = log;
  }

  /** Appends `count` batches and returns them. */
  async fill(count: number): Promise<Uint8Array[]> {
    const { log } = this;
    const head = await log.head();
    const batches = batchesAfter(head, count);
    for (const [index, bytes] of batches.entries()) {
      const result = await log.append(head.batchNumber + 1 + index, bytes);
      expect(result).toBeInstanceOf(Uint8Array);
    }
    return batches;
  }

  async reopen(): Promise<void> {
    await this.log.close();
    this.log = await this.harness.open();
  }

  async numbers(): Promise<number[]> {
    const entries = await this.log.read(1, 10_000);
    return entries.map((entry) => entry.batchNumber);
  }
}

const code = (expected: string) => expect.objectContaining({ code: expected });
const plain = (position: ChainPosition) => ({ ...position, hash: Buffer.from(position.hash) });
const buffers = (all: readonly Uint8Array[]) => all.map((bytes) => Buffer.from(bytes));

function appending(bench: () => Bench): void {
  test('LOG-04 an empty log stands at genesis and takes batch 1', async () => {
    expect(await bench().log.head()).toEqual(GENESIS);
    expect(await bench().numbers()).toEqual([]);
    await bench().fill(1);
    expect(await bench().log.head()).toMatchObject({ batchNumber: 1, sequence: 1 });
  });

  test('LOG-04 an append off the head is a conflict and writes nothing', async () => {
    const { log } = bench();
    const [first, second, third] = batchesAfter(GENESIS, 3);
    expect(await log.append(2, second!)).toBe('conflict');
    expect(await log.append(1, first!)).toBeInstanceOf(Uint8Array);
    expect(await log.append(1, first!)).toBe('conflict');
    expect(await log.append(3, third!)).toBe('conflict');
    expect(await bench().numbers()).toEqual([1]);
  });

  test('LOG-04 a batch that does not follow the head is refused unwritten', async () => {
    const { log } = bench();
    await bench().fill(2);
    const stray = { ...(await log.head()), hash: Buffer.alloc(32, 7) };
    const [stranger] = batchesAfter(stray, 1);
    await expect(log.append(3, stranger!)).rejects.toEqual(code('BATCH_DOES_NOT_FOLLOW'));
    await expect(log.append(3, Buffer.from('no'))).rejects.toEqual(code('BATCH_INVALID'));
    await expect(log.append(4, stranger!)).rejects.toEqual(code('BATCH_INVALID'));
    expect(await bench().numbers()).toEqual([1, 2]);
    await bench().fill(1);
  });

  test('LOG-03 a batch of more than 512 KiB is refused unwritten', async () => {
    const { log } = bench();
    const [first] = batchesAfter(GENESIS, 1);
    const long = Buffer.concat([first!, new Uint8Array(MAX_BATCH_BYTES)]);
    await expect(log.append(1, long)).rejects.toEqual(code('BATCH_INVALID'));
    const room = MAX_BATCH_BYTES - BATCH_HEADER_BYTES;
    const [largest] = batchesAfter(GENESIS, 1, { bodyBytes: room });
    expect(await log.append(1, largest!)).toBeInstanceOf(Uint8Array);
  });

  test('LOG-02 what is read back is what was appended, chained', async () => {
    const written = await bench().fill(150);
    const read = [];
    for await (const batch of chainedBatches(bench().log, GENESIS)) read.push(batch);
    expect(read.map((batch) => batch.header.batchNumber)).toEqual(written.map((_, i) => i + 1));
    const entries = await bench().log.read(40, 7);
    expect(entries.map((entry) => entry.batchNumber)).toEqual([40, 41, 42, 43, 44, 45, 46]);
    expect(buffers(entries.map((entry) => entry.bytes))).toEqual(buffers(written.slice(39, 46)));
  });
}

function racing(bench: () => Bench): void {
  test('LOG-04 of two writers racing for a place exactly one gets it', async () => {
    const { harness, log } = bench();
    const other = await harness.open();
    for (let number = 1; number <= 40; number++) {
      const head = await log.head();
      const rivals = [log, other].map((rival, writer) => ({
        rival,
        bytes: batchesAfter(head, 1, { writer })[0]!,
      }));
      if (number % 2 === 0) rivals.reverse();
      const results = await Promise.all(
        rivals.map(({ rival, bytes }) => rival.append(number, bytes)),
      );
      const lost = results.indexOf('conflict');
      expect(results.filter((result) => result === 'conflict')).toHaveLength(1);
      const [winner, loser] = [rivals[1 - lost]!, rivals[lost]!];
      const [entry] = await log.read(number, 1);
      expect(Buffer.from(entry!.bytes)).toEqual(Buffer.from(winner.bytes));
      expect(await loser.rival.append(number, loser.bytes)).toBe('conflict');
    }
    await other.close();
  });
}

function reopening(bench: () => Bench): void {
  test('LOG-07 a log that is closed and opened again goes on where it ended', async () => {
    const { log } = bench();
    await bench().fill(20);
    const head = await log.head();
    await bench().reopen();
    expect(log.health().state).toBe('closed');
    await expect(log.append(21, batchesAfter(head, 1)[0]!)).rejects.toEqual(code('CLOSED'));
    expect(plain(await bench().log.head())).toEqual(plain(head));
    await bench().fill(3);
    expect(await bench().log.head()).toMatchObject({ batchNumber: 23 });
  });
}

function trimming(bench: () => Bench): void {
  test('LOG-08 trim takes what is below and keeps the rest, over a restart', async () => {
    await bench().fill(600);
    await bench().log.trim(580);
    expect((await bench().numbers())[0]).toBe(580);
    expect(await bench().log.head()).toMatchObject({ batchNumber: 600 });
    await bench().fill(2);
    await bench().reopen();
    expect(await bench().numbers()).toHaveLength(23);
    await bench().fill(1);
  });

  test('LOG-08 trim never takes the head', async () => {
    await bench().fill(3);
    await expect(bench().log.trim(4)).rejects.toEqual(code('TRIM_REFUSED'));
    await bench().log.trim(3);
    expect(await bench().numbers()).toEqual([3]);
    await bench().fill(1);
  });
}

function failing(bench: () => Bench): void {
  test('LOG-06 after one failed write every later append throws, healed or not', async () => {
    const { harness, log } = bench();
    await bench().fill(5);
    const [next] = batchesAfter(await log.head(), 1, { bodyBytes: 20_000 });
    expect(log.health()).toMatchObject({ state: 'ok', fault: null });
    await harness.failNextWrite(log);
    await expect(log.append(6, next!)).rejects.toEqual(code('OUTCOME_UNKNOWN'));
    await harness.heal(log);
    for (let attempt = 0; attempt < 3; attempt++) {
      await expect(log.append(6, next!)).rejects.toEqual(code('POISONED'));
    }
    await expect(log.trim(3)).rejects.toEqual(code('POISONED'));
    expect(log.health()).toMatchObject({ state: 'poisoned', fault: code('OUTCOME_UNKNOWN') });
    expect(await log.head()).toMatchObject({ batchNumber: 5 });
    await bench().reopen();
    expect((await bench().log.head()).batchNumber).toBeGreaterThanOrEqual(5);
    await bench().fill(1);
  });
}

/** Runs the suite; `name` goes before the titles, `makeHarness` gives an empty store each time. */
export function commandLogConformance(
  name: string,
  makeHarness: () => Promise<CommandLogHarness>,
): void {
  describe(`${name} is a command log`, () => {
    let bench: Bench;
    beforeEach(async () => {
      const harness = await makeHarness();
      bench = new Bench(harness, await harness.open());
    });
    afterEach(async () => {
      await bench.log.close();
      await bench.harness.dispose();
    });
    for (const part of [appending, racing, reopening, trimming, failing]) part(() => bench);
  });
}
