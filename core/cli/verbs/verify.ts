/** `bulkhead verify DIR`: does the journal still say what was acknowledged and signed? */
import type { Command } from 'commander';
import { readAnchor } from '../../journal/anchor.ts';
import { JournalError } from '../../journal/errors.ts';
import type { DirectoryFinding, DirectoryReport } from '../../sequencer/verify-replay.ts';
import { verifyReplay } from '../../sequencer/verify-replay.ts';
import { ProgressBar } from '../bench/progress.ts';

/** How far the log goes, for the bar; a damaged anchor is the verification's to find. */
function expectedSequence(directory: string): number {
  try {
    return readAnchor(directory)?.sequence ?? 0;
  } catch (thrown) {
    if (thrown instanceof JournalError) return 0;
    throw thrown;
  }
}

/** What a finding is about, in a column of its own. */
function subject({ about, batch }: DirectoryFinding): string {
  return batch === null ? about : `${about} ${batch}`;
}

function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`;
}

/** The report as a person reads it: a line for each finding, then the figures. */
export function render(report: DirectoryReport): string {
  const { findings, replayedBatch, replayedSequence, stateHash } = report;
  const lines = findings.map(
    (finding) => `${subject(finding).padEnd(16)}  ${finding.code}  ${finding.sentence}`,
  );
  const looked =
    `${count(report.batches, 'batch', 'batches')}, ${count(report.checkpoints, 'checkpoint')}, ` +
    `${count(report.statesCompared, 'signed state')} compared`;
  const verdict = report.ok ? 'All is well' : count(findings.length, 'finding');
  lines.push(`${verdict}: ${looked}.`);
  const place = `command ${replayedSequence} (batch ${replayedBatch})`;
  lines.push(
    stateHash === null
      ? `The replay broke off after ${place}.`
      : `State hash after ${place}: ${stateHash}`,
  );
  return `${lines.join('\n')}\n`;
}

function verify(directory: string, json: boolean): void {
  const bar = new ProgressBar('verify');
  const total = expectedSequence(directory);
  const report = verifyReplay(directory, (sequence) => bar.update(sequence, total));
  bar.end();
  process.stdout.write(json ? `${JSON.stringify({ directory, ...report })}\n` : render(report));
  if (!report.ok) process.exitCode = 1;
}

export function register(program: Command): void {
  program
    .command('verify')
    .description('replay a data directory and check its chain, checkpoints and anchor')
    .argument('<dir>', 'the data directory; nothing in it is changed')
    .option('--json', 'print the report as one line of JSON')
    .action((directory: string, { json }: { json?: true }) => verify(directory, json === true));
}
