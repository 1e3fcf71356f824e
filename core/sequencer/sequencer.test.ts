import { Worker } from 'node:worker_threads';
import { describe, expect, test, vi } from 'vitest';
import { BATCH_HEADER_BYTES, decodeBatch, MAX_BATCH_BYTES } from '../journal/batch.ts';
import { GENESIS, chainedBatches } from '../journal/chain.ts';
import { openJournal } from '../journal/open-journal.ts';
import { readRecords } from '../journal/records-reader.ts';
import { RecordError } from '../journal/records.ts';
import { WorkerLog } from '../journal/worker-log.ts';
import type { Command, StampedCommand } from '../venue/commands.ts';
import { MAX_WAITING, Sequencer } from './sequencer.ts';
import { account, openSystem, openTemporary, NO_KEYCHAIN, TICK } from './testing/small-venue.ts';

/** Every command of a stopped directory, and how many each batch holds. */
async function readLog(
  directory: string,
): Promise<{ commands: StampedCommand[]; counts: number[] }> {
  const journal = await openJournal(directory, NO_KEYCHAIN);
  const commands: StampedCommand[] = [];
  const counts: number[] = [];
  for await (const { header, body } of chainedBatches(journal.log, GENESIS)) {
    counts.push(header.count);
    const { firstSequence, count, venueTimeUs } = header;
    readRecords(body, { firstSequence, count, batchTimeUs: venueTimeUs }, (stamped) => {
      commands.push(stamped);
    });
  }
  await journal.close();
  return { commands, counts };
}

describe('SEQ-01 batches are natural and bounded', () => {
  test('what waits together is one batch, in the order of submission', async () => {
    const { directory, sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const clock = await openSystem(sequencer, 'clock');
    const answers = await Promise.all([
      core.submit(account('one')),
      clock.submit(TICK),
      core.submit(account('two')),
    ]);
    expect(answers.map(({ code }) => code)).toEqual(['OK', 'OK', 'OK']);
    await sequencer.stop();
    const { commands, counts } = await readLog(directory);
    expect(counts).toEqual([1, 1, 3]);
    expect(commands.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    const kinds = ['session.open', 'session.open', 'account.open', 'clock.tick', 'account.open'];
    expect(commands.map(({ command }) => command.kind)).toEqual(kinds);
  });

  test('a batch has at most 8,192 commands', async () => {
    const { directory, sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    await Promise.all(Array.from({ length: 20_000 }, () => clock.submit(TICK)));
    await sequencer.stop();
    expect((await readLog(directory)).counts).toEqual([1, 8_192, 8_192, 3_616]);
  });

  test('a batch has at most 512 KiB', async () => {
    const append = vi.spyOn(WorkerLog.prototype, 'append');
    const { sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const desks = Array.from({ length: 32 }, (_, n) => `desk ${n} `.padEnd(32, '漢'));
    const wide: Command = { kind: 'operator.register', operator: 1, roles: ['risk'], desks };
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => core.submit(wide)));
    expect(answers.every(({ code }) => code === 'OK')).toBe(true);
    const sizes = append.mock.calls.map(([, bytes]) => bytes.byteLength);
    append.mockRestore();
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
    expect(Math.max(...sizes)).toBeGreaterThan(MAX_BATCH_BYTES - 5_000);
    await sequencer.stop();
  });
});

describe('SEQ-02 the sequencer stamps time and session', () => {
  test('time is the stamp or the clock, and never goes back', async () => {
    let nowUs = 5_000_000;
    const { directory, sequencer } = await openTemporary({ clockUs: () => nowUs });
    const clock = await openSystem(sequencer, 'clock');
    await Promise.all([
      clock.submit(TICK, { timeUs: 9_000_000 }),
      clock.submit(TICK),
      clock.submit(TICK, { timeUs: 8_000_000 }),
    ]);
    nowUs = 11_000_000;
    await clock.submit(TICK);
    expect(sequencer.health().timeUs).toBe(11_000_000);
    await sequencer.stop();
    const again = await Sequencer.open(directory, { ...NO_KEYCHAIN, clockUs: () => 1 });
    const resumed = await openSystem(again, 'clock');
    await resumed.submit(TICK);
    await again.stop();
    const times = (await readLog(directory)).commands.map(({ timeUs }) => timeUs / 1_000_000);
    expect(times).toEqual([5, 9, 9, 9, 11, 11, 11]);
  });

  test('times too far apart for one batch are in two', async () => {
    const { directory, sequencer } = await openTemporary({ clockUs: () => 0 });
    const clock = await openSystem(sequencer, 'clock');
    const times = [1, 2, 5_000_000_000, 5_000_000_001, 50_000_000_000];
    await Promise.all(times.map((timeUs) => clock.submit(TICK, { timeUs })));
    await sequencer.stop();
    const { commands, counts } = await readLog(directory);
    expect(counts).toEqual([1, 2, 2, 1]);
    expect(commands.slice(1).map(({ timeUs }) => timeUs)).toEqual(times);
  });

  test('a connection speaks under the session that it opened, and under none before', async () => {
    const { directory, sequencer } = await openTemporary();
    const early = sequencer.connect({ internal: true });
    expect(await early.submit(TICK)).toMatchObject({ code: 'NO_SESSION' });
    const first = await openSystem(sequencer, 'clock');
    const second = await openSystem(sequencer, 'core');
    expect([early.session, first.session, second.session]).toEqual([0, 1, 2]);
    await Promise.all([second.submit(account('one')), first.submit(TICK)]);
    await sequencer.stop();
    const { commands } = await readLog(directory);
    expect(commands.map(({ session }) => session)).toEqual([0, 0, 0, 2, 1]);
    expect(commands.every(({ internal }) => internal)).toBe(true);
  });

  test('what is sent before a session is answered goes under the one before', async () => {
    const { sequencer } = await openTemporary();
    const clock = sequencer.connect({ internal: true });
    const session = { session: 'clock', system: 'clock', channel: 'internal' } as const;
    const open = { kind: 'session.open', role: 'system', workstation: 'test', ...session } as const;
    const [opened, early] = await Promise.all([clock.submit(open), clock.submit(TICK)]);
    expect([opened.code, early.code]).toEqual(['OK', 'NO_SESSION']);
    expect(await clock.submit(TICK)).toMatchObject({ code: 'OK' });
    await sequencer.stop();
  });

  test('only a connection of the core itself may open a session of a system', async () => {
    const { sequencer } = await openTemporary();
    const outside = sequencer.connect();
    const open: Command = {
      kind: 'session.open',
      session: 'pretender',
      system: 'core',
      role: 'system',
      channel: 'internal',
      workstation: 'test',
    };
    expect(await outside.submit(open)).toMatchObject({ code: 'NOT_AUTHORISED' });
    expect(outside.session).toBe(0);
    await sequencer.stop();
  });
});

describe('SEQ-03 nobody is told before it is durable', () => {
  test('nothing is applied before the log has answered; arrivals wait', async () => {
    const { sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    const held = Promise.withResolvers<void>();
    // It is called with a `this` of its own below.
    // oxlint-disable-next-line typescript/unbound-method
    const real = WorkerLog.prototype.append;
    const append = vi.spyOn(WorkerLog.prototype, 'append').mockImplementation(async function (
      this: WorkerLog,
      number,
      bytes,
    ) {
      await held.promise;
      return real.call(this, number, bytes);
    });
    const told: number[] = [];
    const submit = (n: number) => clock.submit(TICK).then(() => told.push(n));
    const first = submit(1);
    await vi.waitFor(() => expect(append).toHaveBeenCalledTimes(1), 20_000);
    const later = [submit(2), submit(3)];
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual([]);
    expect(sequencer.health()).toMatchObject({ sequence: 1, waiting: 2 });
    held.resolve();
    await Promise.all([first, ...later]);
    expect(told).toEqual([1, 2, 3]);
    expect(append).toHaveBeenCalledTimes(2);
    const [, bytes] = append.mock.calls[1]!;
    expect(decodeBatch(bytes)).toMatchObject({ ok: true, batch: { header: { count: 2 } } });
    expect(bytes.byteLength).toBe(BATCH_HEADER_BYTES + 2 * 48);
    append.mockRestore();
    await sequencer.stop();
  });

  test('what arrived while a batch was written is handed over before that is applied', async () => {
    const { sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    // It is called with a `this` of its own below.
    // oxlint-disable-next-line typescript/unbound-method
    const real = WorkerLog.prototype.append;
    const later: Promise<unknown>[] = [];
    const append = vi.spyOn(WorkerLog.prototype, 'append').mockImplementation(function (
      this: WorkerLog,
      number,
      bytes,
    ) {
      if (later.length === 0) later.push(clock.submit(TICK));
      return real.call(this, number, bytes);
    });
    const handedOver: number[] = [];
    sequencer.onApplied(() => handedOver.push(append.mock.calls.length));
    await clock.submit(TICK);
    expect(handedOver).toEqual([2]);
    expect(sequencer.health().sequence).toBe(2);
    await Promise.all(later);
    expect(handedOver).toEqual([2, 2]);
    append.mockRestore();
    await sequencer.stop();
  });

  test('listeners read the events before the answers; then they are released', async () => {
    const { sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const seen: string[] = [];
    const remove = sequencer.onApplied((from, to) => {
      for (let at = from; at < to; at++) seen.push(sequencer.venue.events.kindAt(at));
    });
    await core.submit(account('one')).then(() => seen.push('answered'));
    remove();
    await core.submit(account('two'));
    expect(seen).toEqual(['account.opened', 'answered']);
    const last = sequencer.venue.events.written - 1;
    expect(() => sequencer.venue.events.kindAt(last)).toThrow(/not in the ring/);
    await sequencer.stop();
  });

  test('a listener that throws is dropped and said; the venue goes on', async () => {
    const { sequencer, notices } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    let calls = 0;
    sequencer.onApplied(() => {
      calls += 1;
      throw new Error('no screen');
    });
    expect(await core.submit(account('one'))).toMatchObject({ code: 'OK' });
    expect(await core.submit(account('two'))).toMatchObject({ code: 'OK' });
    expect(calls).toBe(1);
    expect(notices).toEqual([
      { code: 'LISTENER_FAILED', sentence: expect.stringContaining('no screen') },
    ]);
    await sequencer.stop();
  });
});

describe('SEQ-03 answers are heard in the order of sending', () => {
  test('once each, and one that fails to hear keeps nobody else from it', async () => {
    const { sequencer, notices } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const clock = await openSystem(sequencer, 'clock');
    const heard: string[] = [];
    const deaf = (): void => {
      heard.push('deaf');
      throw new Error('no ears');
    };
    expect(core.send(account('one'), ({ code }) => heard.push(`one ${code}`))).toBeNull();
    expect(clock.send(TICK, deaf)).toBeNull();
    expect(core.send(account('one'), ({ code }) => heard.push(`again ${code}`))).toBeNull();
    expect(heard).toEqual([]);
    await clock.submit(TICK);
    expect(heard).toEqual(['one OK', 'deaf', 'again ALREADY_EXISTS']);
    expect(notices).toEqual([
      { code: 'LISTENER_FAILED', sentence: expect.stringContaining('no ears') },
    ]);
    expect(sequencer.state).toBe('running');
    await sequencer.stop();
  });

  test('what is written is what was sent, whatever becomes of the object', async () => {
    const { sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const command = { kind: 'account.open' as const, label: 'sent', accountKind: 'paper' as const };
    const answer = core.submit(command);
    command.label = 'changed';
    expect(await answer).toMatchObject({ code: 'OK' });
    expect(sequencer.venue.state.accounts.at(-1)?.label).toBe('sent');
    await sequencer.stop();
  });
});

describe('SEQ-04 what cannot be taken is said at once', () => {
  test('by what `send` returns, or throws, and nobody is called', async () => {
    const { sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const hear = vi.fn<() => void>();
    const wrong = { kind: 'account.open', label: 7, accountKind: 'paper' } as unknown as Command;
    expect(() => core.send(wrong, hear)).toThrow(RecordError);
    await sequencer.stop();
    expect(core.send(TICK, hear)).toEqual({ code: 'STOPPED' });
    expect(hear).not.toHaveBeenCalled();
  });

  test('the one past 65,536 waiting is BUSY and never sequenced', async () => {
    const { directory, sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    const all = Array.from({ length: MAX_WAITING }, () => clock.submit(TICK));
    expect(await clock.submit(TICK)).toEqual({ code: 'BUSY' });
    const codes = new Set((await Promise.all(all)).map(({ code }) => code));
    expect([...codes]).toEqual(['OK']);
    expect(await clock.submit(TICK)).toMatchObject({ code: 'OK' });
    await sequencer.stop();
    expect((await readLog(directory)).commands).toHaveLength(1 + MAX_WAITING + 1);
  });

  test('a command that is none is rejected alone, and leaves no trace', async () => {
    const { directory, sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const wrong = { kind: 'account.open', label: 7, accountKind: 'paper' } as unknown as Command;
    const [before, bad, after, stamped] = await Promise.allSettled([
      core.submit(account('one')),
      core.submit(wrong),
      core.submit(account('two')),
      core.submit(account('three'), { timeUs: Number.NaN }),
    ]);
    expect([before, after]).toMatchObject([{ value: { code: 'OK' } }, { value: { code: 'OK' } }]);
    expect(bad).toMatchObject({ reason: expect.any(RecordError) });
    expect(stamped).toMatchObject({ reason: expect.any(RecordError) });
    await expect(core.submit(account('four'), { request: -1 })).rejects.toThrow(RecordError);
    await expect(core.submit(wrong)).rejects.toThrow(RecordError);
    await sequencer.stop();
    expect((await readLog(directory)).commands).toHaveLength(3);
  });

  test('a closed connection takes nothing; what it had submitted is answered', async () => {
    const { sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const before = core.submit(account('one'));
    core.close();
    expect(await core.submit(account('two'))).toEqual({ code: 'STOPPED' });
    expect(await before).toMatchObject({ code: 'OK' });
    await sequencer.stop();
  });

  test('stopping answers what was submitted and takes nothing more', async () => {
    const { directory, sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    const before = Array.from({ length: 10_000 }, () => clock.submit(TICK));
    const stopped = sequencer.stop();
    expect(await clock.submit(TICK)).toEqual({ code: 'STOPPED' });
    await stopped;
    expect(sequencer.state).toBe('stopped');
    const codes = new Set((await Promise.all(before)).map(({ code }) => code));
    expect([...codes]).toEqual(['OK']);
    expect((await readLog(directory)).commands).toHaveLength(10_001);
    await sequencer.stop();
  });
});

describe('SEQ-05 a retry is answered once, over restarts', () => {
  test('the same answer, repeated; another body, or one too old, is refused', async () => {
    const { directory, sequencer } = await openTemporary();
    const core = await openSystem(sequencer, 'core');
    const first = await core.submit(account('one'), { request: 1 });
    expect(first).toMatchObject({ code: 'OK', repeated: false });
    expect(await core.submit(account('one'), { request: 1 })).toEqual({ ...first, repeated: true });
    const other = await core.submit(account('two'), { request: 1 });
    expect(other).toMatchObject({ code: 'REQUEST_MISMATCH', repeated: false });
    const refusal = await core.submit(account('one'), { request: 2 });
    expect(refusal).toMatchObject({ code: 'ALREADY_EXISTS', repeated: false });
    await sequencer.stop();

    const again = await Sequencer.open(directory, NO_KEYCHAIN);
    const resumed = await openSystem(again, 'core');
    expect(resumed.session).toBe(core.session);
    expect(await resumed.submit(account('one'), { request: 1 })).toEqual({
      ...first,
      repeated: true,
    });
    expect(await resumed.submit(account('one'), { request: 2 })).toEqual({
      ...refusal,
      repeated: true,
    });
    const ticks = Array.from({ length: 1_024 }, (_, n) => resumed.submit(TICK, { request: 3 + n }));
    await Promise.all(ticks);
    expect(await resumed.submit(account('one'), { request: 1 })).toMatchObject({
      code: 'REQUEST_TOO_OLD',
    });
    expect(again.venue.state.accounts.map(({ label }) => label)).toEqual(['system', 'one']);
    await again.stop();
  });
});

describe('SEQ-06 an unknown outcome is said to be unknown', () => {
  test('when an append fails, what was in flight is UNKNOWN', async () => {
    const { directory, sequencer, faults } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    const append = vi.spyOn(WorkerLog.prototype, 'append').mockRejectedValueOnce(new Error('disk'));
    const inFlight = Array.from({ length: 8_192 }, () => clock.submit(TICK));
    const waiting = Array.from({ length: 10 }, () => clock.submit(TICK));
    const codes = new Set((await Promise.all(inFlight)).map(({ code }) => code));
    expect([...codes]).toEqual(['UNKNOWN']);
    expect(await Promise.all(waiting)).toEqual(waiting.map(() => ({ code: 'STOPPED' })));
    append.mockRestore();
    expect(await clock.submit(TICK)).toEqual({ code: 'STOPPED' });
    expect(sequencer.health()).toMatchObject({ state: 'stopped', fault: { code: 'LOG_FAILED' } });
    expect(faults).toHaveLength(1);
    await sequencer.stop();
    const again = await Sequencer.open(directory, NO_KEYCHAIN);
    expect(again.state).toBe('running');
    await again.stop();
  });

  test('when the thread that writes the log ends, the core stops, loaded or idle', async () => {
    for (const isLoaded of [true, false]) {
      const threads = new Set<Worker>();
      // It is called with a `this` of its own below.
      // oxlint-disable-next-line typescript/unbound-method
      const real = Worker.prototype.postMessage;
      const post = vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (
        this: Worker,
        message,
      ) {
        threads.add(this);
        real.call(this, message);
      });
      const { directory, sequencer, faults } = await openTemporary();
      post.mockRestore();
      const clock = await openSystem(sequencer, 'clock');
      const codes = new Set<string>();
      let answered = 1;
      const submit = async (): Promise<void> => {
        const { code } = await clock.submit(TICK);
        codes.add(code);
        if (code === 'OK') answered += 1;
        if (code === 'OK' && isLoaded) await submit();
      };
      const load = isLoaded ? Array.from({ length: 50 }, () => submit()) : [];
      if (isLoaded) await vi.waitFor(() => expect(answered).toBeGreaterThan(100), 20_000);
      await [...threads][0]!.terminate();
      await Promise.all(load);
      expect([...codes].filter((code) => !['OK', 'UNKNOWN', 'STOPPED'].includes(code))).toEqual([]);
      expect(faults).toMatchObject([{ code: 'LOG_FAILED' }]);
      expect(await clock.submit(TICK)).toEqual({ code: 'STOPPED' });
      await sequencer.stop();
      const again = await Sequencer.open(directory, NO_KEYCHAIN);
      expect(again.health().sequence).toBeGreaterThanOrEqual(answered);
      await again.stop();
    }
  });

  test('when somebody else took the place in the log, it is left to them', async () => {
    const { sequencer } = await openTemporary();
    const clock = await openSystem(sequencer, 'clock');
    const append = vi.spyOn(WorkerLog.prototype, 'append').mockResolvedValueOnce('conflict');
    expect(await clock.submit(TICK)).toEqual({ code: 'UNKNOWN' });
    append.mockRestore();
    expect(sequencer.health()).toMatchObject({ state: 'stopped', sequence: 1 });
    await sequencer.stop();
  });
});
