/** What becomes of a session whose connection is gone. */
import { describe, expect, test } from 'vitest';
import type { Connection } from './connection.ts';
import type { Sequencer } from './sequencer.ts';
import { openAt, openTemporary } from './testing/small-venue.ts';

async function speak(sequencer: Sequencer, cancelOnDisconnect?: boolean): Promise<Connection> {
  const connection = sequencer.connect({ internal: true });
  const opened = await connection.submit({
    kind: 'session.open',
    session: 'quoter',
    system: 'house',
    role: 'system',
    channel: 'internal',
    workstation: 'test',
    ...(cancelOnDisconnect !== undefined && { cancelOnDisconnect }),
  });
  expect(opened.code).toBe('OK');
  return connection;
}

/** The sequencer has applied everything when a command that joins last is answered. */
async function settled(sequencer: Sequencer): Promise<number> {
  await sequencer.connect().submit({ kind: 'clock.tick' });
  return sequencer.sequence - 1;
}

const isConnected = ({ venue }: Sequencer): boolean | undefined =>
  venue.state.sessions[0]?.connected;

describe('SEQ-16 the venue is told of a session that lost its last connection', () => {
  test('where the session asked for it', async () => {
    const { sequencer } = await openTemporary();
    const connection = await speak(sequencer, true);
    connection.close();
    connection.close();
    expect(await settled(sequencer)).toBe(2);
    expect(isConnected(sequencer)).toBe(false);
    await speak(sequencer, true);
    expect(isConnected(sequencer)).toBe(true);
    await sequencer.stop();
  });

  test('not where it did not', async () => {
    const { sequencer } = await openTemporary();
    (await speak(sequencer)).close();
    expect(await settled(sequencer)).toBe(1);
    expect(isConnected(sequencer)).toBe(true);
    await sequencer.stop();
  });

  test('not while another connection speaks in it', async () => {
    const { sequencer } = await openTemporary();
    const first = await speak(sequencer, true);
    const second = await speak(sequencer, true);
    first.close();
    expect(await settled(sequencer)).toBe(2);
    expect(isConnected(sequencer)).toBe(true);
    second.close();
    expect(await settled(sequencer)).toBe(4);
    expect(isConnected(sequencer)).toBe(false);
    await sequencer.stop();
  });

  test('a connection that is closed before its session was opened is lost too', async () => {
    const { sequencer } = await openTemporary();
    const connection = sequencer.connect({ internal: true });
    const opening = connection.submit({
      kind: 'session.open',
      session: 'quoter',
      system: 'house',
      role: 'system',
      channel: 'internal',
      workstation: 'test',
      cancelOnDisconnect: true,
    });
    connection.close();
    await opening;
    await settled(sequencer);
    expect(isConnected(sequencer)).toBe(false);
    await sequencer.stop();
  });

  test('at a start, of the run before', async () => {
    const { directory, sequencer } = await openTemporary();
    await speak(sequencer, true);
    await sequencer.stop();
    const again = await openAt(directory);
    await settled(again.sequencer);
    expect(isConnected(again.sequencer)).toBe(false);
    const { sequence } = again.sequencer;
    await again.sequencer.stop();
    const third = await openAt(directory);
    expect(await settled(third.sequencer)).toBe(sequence);
    await third.sequencer.stop();
  });
});
