/** The rows by themselves: what a batch means, written once or many times. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import indices from '../../resources/indices.json' with { type: 'json' };
import instruments from '../../resources/instruments.json' with { type: 'json' };
import type { DecidedBatch } from '../journal/decided-batch.ts';
import { GENESIS } from '../journal/chain.ts';
import type { Command, StampedCommand } from '../venue/commands.ts';
import type { Outcome } from '../venue/outcomes.ts';
import { operatorOf, TestVenue } from '../venue/testing/test-venue.ts';
import { Trail } from './trail.ts';
import type { TrailSource } from './trail.ts';
import { hear, TrailReader } from './trail-record.ts';
import { TrailStore } from './trail-store.ts';

const ALL = { beforeSequence: 0, count: 1_000 } as const;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'bulkhead-trail-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function openStore(): TrailStore {
  const store = TrailStore.open(join(folder(), 'projections.db'));
  onTestFinished(() => store.close());
  return store;
}

/** A log in memory: every command that a venue applies, a batch of its own. */
class MemoryLog implements TrailSource {
  readonly batches: DecidedBatch[] = [];
  readonly told: number[] = [];
  readonly #listeners = new Set<(batch: DecidedBatch) => void>();

  constructor({ venue }: TestVenue) {
    const apply = venue.apply.bind(venue);
    venue.apply = (stamped) => {
      const from = venue.events.written;
      const outcome = apply(stamped);
      this.batches.push({
        position: { ...GENESIS, batchNumber: this.batches.length + 1, sequence: stamped.sequence },
        commands: [stamped],
        outcomes: [outcome],
        events: venue.events,
        from,
        to: venue.events.written,
      });
      return outcome;
    };
  }

  get sequence(): number {
    return this.batches.at(-1)?.position.sequence ?? 0;
  }

  onBatch(listener: (batch: DecidedBatch) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Tells live of one batch, as if those before it had been told too. */
  tell(batch: DecidedBatch): void {
    for (const listener of this.#listeners) listener(batch);
  }

  async *retell(after: number): AsyncGenerator<DecidedBatch> {
    this.told.push(after);
    for (const batch of this.batches) if (batch.position.sequence > after) yield batch;
  }

  positionAt(batchNumber: number): Promise<DecidedBatch['position'] | null> {
    return Promise.resolve(this.batches[batchNumber - 1]?.position ?? null);
  }
}

/** Batches of one command each, numbered from 1. */
function ticks(count: number): DecidedBatch[] {
  const founded = TestVenue.found({ ...instruments, indices: indices.replay });
  return Array.from({ length: count }, (_, n) => {
    const sequence = n + 1;
    const command: Command = { kind: 'subaccount.mode', subaccount: 1, mode: 'cross' };
    const stamped: StampedCommand = {
      sequence,
      timeUs: 1,
      session: 1,
      request: 0,
      digest: 0,
      internal: true,
      command,
    };
    const outcome: Outcome = { code: 'OK', reference: 0, detail: 0, repeated: false };
    const position = { ...GENESIS, batchNumber: sequence, sequence };
    const { events } = founded.venue;
    return { position, commands: [stamped], outcomes: [outcome], events, from: 0, to: 0 };
  });
}

describe('PROJ-02 rows are written by sequence number', () => {
  test('PROJ-02 twice is once', () => {
    const store = openStore();
    const reader = new TrailReader(store.memory());
    for (const round of [1, 2]) {
      for (const batch of ticks(5)) {
        store.write([reader.read(hear(batch), 1)], batch.position);
      }
      expect(
        store.page(ALL).map(({ sequence }) => sequence),
        `${round}`,
      ).toEqual([5, 4, 3, 2, 1]);
    }
    expect(store.standing()).toMatchObject({ sequence: 5, batchNumber: 5 });
  });

  test('PROJ-02 what does not follow is caught up with, what is known let pass', async () => {
    const founded = TestVenue.found({ ...instruments, indices: indices.replay });
    const log = new MemoryLog(founded);
    const trail = await Trail.open(folder(), log);
    onTestFinished(() => trail.close());
    log.batches.push(...ticks(4));
    for (const n of [0, 0, 3, 1]) log.tell(log.batches[n] as DecidedBatch);
    await trail.caughtUp();
    expect(trail.page(ALL).map(({ sequence }) => sequence)).toEqual([4, 3, 2, 1]);
    expect(trail.lag).toBe(0);
    // The first was heard; the log was asked for what followed it.
    expect(log.told).toEqual([1]);
  });
});

describe('PROJ-01 what a command is about', () => {
  test('PROJ-01 an acknowledgement is about the subaccount of its margin call', () => {
    const founded = TestVenue.found({ ...instruments, indices: indices.replay });
    founded.prices({ BTC: 60_000, ETH: 3_000 });
    const house = founded.open('house', { kind: 'house', desk: 'house' });
    const trader = founded.open('trader', { funds: { USDT: 10_000_000_000 } });
    founded.trade({ buyer: trader, seller: house }, 'BTCUSDT', 3_000, 600_000);
    const log = new MemoryLog(founded);
    const reader = new TrailReader({ sessions: new Map(), subjects: new Map() });
    founded.prices({ BTC: 57_100 });
    const call = founded.balance(trader, 'USDT').bucket.call?.id ?? 0;
    expect(call).toBeGreaterThan(0);
    // The events of the price that raised it are gone when it is acknowledged.
    const before = log.batches.map((batch) => reader.read(hear(batch), 1));
    expect(before.flatMap(({ subjects }) => subjects)).toContainEqual({
      kind: 'call',
      number: call,
      subaccount: trader,
    });
    founded.ok({ kind: 'call.acknowledge', call });
    const [acknowledged] = reader.read(hear(log.batches.at(-1) as DecidedBatch), 1).records;
    expect(acknowledged).toMatchObject({ kind: 'call.acknowledge', subaccount: trader });
  });
});

describe('PROJ-08 who spoke: a strategy, or a person by hand', () => {
  test('PROJ-08 by the session alone, also when it is read from the file again', () => {
    const founded = TestVenue.found({ ...instruments, indices: indices.replay });
    const log = new MemoryLog(founded);
    const trader = operatorOf('trader');
    const made = { decisionMaker: trader, executor: trader, algorithm: 'maker' };
    founded.ok({ kind: 'strategy.register', label: 'maker', ...made }, { by: 'admin' });
    let session = 0;
    const give = (command: Command): void => {
      const sequence = founded.venue.state.sequence + 1;
      const stamp = { timeUs: founded.timeUs, request: 0, digest: 0, internal: false };
      const { code, reference } = founded.venue.apply({ ...stamp, sequence, session, command });
      if (command.kind === 'session.open' && code === 'OK') session = reference;
    };
    const opening = {
      kind: 'session.open',
      session: 'maker',
      operator: trader,
      role: 'trader',
      channel: 'api',
      workstation: 'rack',
    } as const;
    const cancel = { kind: 'order.cancelAll', subaccount: 1 } as const;
    give({ ...opening, strategy: 1 });
    give(cancel);
    const store = openStore();
    for (const batch of log.batches.splice(0)) {
      store.write([new TrailReader(store.memory()).read(hear(batch), 1)], batch.position);
    }
    give(cancel);
    give({ ...opening, session: 'program' });
    give(cancel);
    give({ ...opening, session: 'window', channel: 'window' });
    give(cancel);
    give({ ...opening, session: 'false', strategy: 2 });
    const reader = new TrailReader(store.memory());
    for (const batch of log.batches) store.write([reader.read(hear(batch), 1)], batch.position);
    const told = store.page(ALL).map(({ kind, strategy, isByHand }) => [kind, strategy, isByHand]);
    expect(told.slice(0, 8)).toEqual([
      ['session.open', 2, false],
      ['order.cancelAll', 0, true],
      ['session.open', 0, true],
      ['order.cancelAll', 0, false],
      ['session.open', 0, false],
      ['order.cancelAll', 1, false],
      ['order.cancelAll', 1, false],
      ['session.open', 1, false],
    ]);
  });
});
