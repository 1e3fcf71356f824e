/** A core that ticks and opens accounts without an end, with its trail, until it is killed. */
import { Sequencer } from '../../sequencer/sequencer.ts';
import { KeptTrail } from '../kept-trail.ts';

const BURST = 300;
const [directory = ''] = process.argv.slice(2);
const kept = new KeptTrail();
const sequencer = await Sequencer.open(directory, {
  keychain: 'none',
  snapshotEveryCommands: 2_000,
  keepSnapshotsFor: () => kept.sequences,
});
await kept.open(directory, sequencer, (sentence) => process.stderr.write(`${sentence}\n`));
const core = sequencer.connect({ internal: true });
await core.submit({
  kind: 'session.open',
  session: 'core',
  system: 'core',
  role: 'system',
  channel: 'internal',
  workstation: 'test',
});
for (let burst = 0; ; burst++) {
  const names = Array.from({ length: BURST }, (_, n) => `account ${burst} ${n % (BURST - 1)}`);
  await Promise.all(
    names.map((label) => core.submit({ kind: 'account.open', label, accountKind: 'paper' })),
  );
  process.send?.(kept.trail?.sequence ?? 0);
}
