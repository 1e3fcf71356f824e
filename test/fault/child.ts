/** The process that gets killed: a sequencer on a directory, spoken to over the channel. */
import { openCommand } from '../../core/cli/bench/founding.ts';
import type { SpeakerName } from '../../core/cli/bench/founding.ts';
import type { Connection } from '../../core/sequencer/connection.ts';
import { Sequencer } from '../../core/sequencer/sequencer.ts';
import { FIRST_TIME_US } from './flow.ts';
import type { FromChild, ToChild } from './protocol.ts';

const directory = process.argv[2] ?? '';

function send(message: FromChild): void {
  process.send?.(message);
}

// Without its parent nobody would end it.
process.on('disconnect', () => process.exit(1));

const sequencer = await Sequencer.open(directory, {
  keychain: 'none',
  snapshotEveryCommands: 400,
});
const connections = new Map<SpeakerName, Connection>();

async function handle(message: ToChild): Promise<void> {
  if (message.kind === 'stop') {
    await sequencer.stop();
    process.exit(0);
    return;
  }
  if (message.kind === 'open') {
    const connection = sequencer.connect({ internal: true });
    connections.set(message.speaker, connection);
    const command = openCommand(message.speaker);
    send({ n: message.n, answer: await connection.submit(command, { timeUs: FIRST_TIME_US }) });
    return;
  }
  const { n, speaker, command, request, timeUs } = message;
  const connection = connections.get(speaker);
  if (connection === undefined) throw new Error(`${speaker} has no connection`);
  send({ n, answer: await connection.submit(command, { request, timeUs }) });
}

process.on('message', (message: ToChild) => void handle(message));
const { snapshotSequence, replayed, notices } = sequencer.health();
const codes = notices.map(({ code }) => code);
send({ n: -1, started: { snapshotSequence, replayed, notices: codes } });
