/** `bulkhead doctor`: is this machine fit, and how fast does it make things durable? */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Command } from 'commander';

/** `warn` is worth a look and leaves the machine usable; `fail` does not. */
export type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  /** One sentence for a person. */
  readonly text: string;
  /** What was measured, unit last in the name. */
  readonly figures?: Readonly<Record<string, number | string>>;
}

export interface Report {
  readonly usable: boolean;
  readonly findings: readonly Finding[];
}

const NODE_MAJOR = 24;
const WRITES = 200;
const WRITE_BYTES = 4096;
/** Group commit still answers in good time on a disk as slow as this. */
const SLOW_SYNC_US = 20_000;
const MEBIBYTE = 1024 * 1024;
/** A pass of the recordings at full speed writes about 15 MiB; a looping demo goes on. */
const LOW_SPACE_BYTES = 4096 * MEBIBYTE;
const NO_SPACE_BYTES = 256 * MEBIBYTE;
/** Linux's number for a file system that lives in memory. */
const TMPFS_TYPE = 0x01021994;
const KEYCHAIN_LIMIT_MS = 3000;
const KEYCHAIN_PROBE = fileURLToPath(new URL('../keychain-probe.ts', import.meta.url));

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function checkNode(): Finding {
  const version = process.versions.node;
  const platform = `${process.platform}-${process.arch}`;
  const fit = Number.parseInt(version, 10) >= NODE_MAJOR;
  const text = `Node ${version} on ${platform}${fit ? '' : `; ${NODE_MAJOR} or newer is needed`}.`;
  return { check: 'node', verdict: fit ? 'ok' : 'fail', text, figures: { version, platform } };
}

async function checkSqlite(): Promise<Finding> {
  try {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(':memory:');
    const version = String(database.prepare('SELECT sqlite_version()').pluck().get());
    database.close();
    return { check: 'sqlite', verdict: 'ok', text: `SQLite ${version}.`, figures: { version } };
  } catch (error) {
    const text = `The journal's SQLite does not load: ${reason(error)}.`;
    return { check: 'sqlite', verdict: 'fail', text };
  }
}

/** The folder itself, or the nearest one above it that exists: `doctor` makes no folders. */
function nearestFolder(wanted: string): string {
  let folder = path.resolve(wanted);
  while (!fs.existsSync(folder) && path.dirname(folder) !== folder) folder = path.dirname(folder);
  return folder;
}

/** Microseconds of each of a number of 4 KB writes with fdatasync, ascending. */
function timeSyncs(folder: string): number[] {
  const file = path.join(folder, `.bulkhead-doctor-${randomBytes(6).toString('hex')}`);
  const block = randomBytes(WRITE_BYTES);
  const descriptor = fs.openSync(file, 'wx', 0o600);
  try {
    const timesUs: number[] = [];
    for (let write = 0; write < WRITES; write += 1) {
      const begunMs = performance.now();
      fs.writeSync(descriptor, block);
      fs.fdatasyncSync(descriptor);
      timesUs.push(Math.round((performance.now() - begunMs) * 1000));
    }
    return timesUs.sort((a, b) => a - b);
  } finally {
    fs.closeSync(descriptor);
    fs.rmSync(file);
  }
}

/** Can the folder be written, and how long until 4 KB are on the disk? */
export function checkDisk(folder: string): Finding {
  try {
    const timesUs = timeSyncs(folder);
    const p50Us = timesUs[Math.floor(WRITES / 2)] ?? 0;
    const p99Us = timesUs[Math.floor(WRITES * 0.99)] ?? 0;
    const inMemory = fs.statfsSync(folder).type === TMPFS_TYPE;
    const slow = p50Us > SLOW_SYNC_US;
    const sentences = [`${folder}: fdatasync of 4 KB p50 ${p50Us} us, p99 ${p99Us} us.`];
    if (slow) sentences.push('Orders are acknowledged that much later.');
    if (inMemory) sentences.push('It is kept in memory: nothing there survives a power cut.');
    return {
      check: 'disk',
      verdict: slow || inMemory ? 'warn' : 'ok',
      text: sentences.join(' '),
      figures: { folder, writes: WRITES, p50Us, p99Us },
    };
  } catch (error) {
    return { check: 'disk', verdict: 'fail', text: `${folder} is not writable: ${reason(error)}.` };
  }
}

/** The verdict on so many free bytes. */
export function judgeSpace(freeBytes: number): Verdict {
  if (freeBytes < NO_SPACE_BYTES) return 'fail';
  return freeBytes < LOW_SPACE_BYTES ? 'warn' : 'ok';
}

function checkSpace(folder: string): Finding {
  const { bavail, bsize } = fs.statfsSync(folder);
  const freeBytes = bavail * bsize;
  const freeMebibytes = Math.floor(freeBytes / MEBIBYTE);
  return {
    check: 'space',
    verdict: judgeSpace(freeBytes),
    text: `${freeMebibytes} MiB free for ${folder}.`,
    figures: { freeMebibytes },
  };
}

/** A clock that stands before the program's own files is wrong; every stamp would be. */
export function checkClock(nowMs: number, programMs: number): Finding {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const utc = new Date(nowMs).toISOString();
  const behind = nowMs < programMs;
  return {
    check: 'clock',
    verdict: behind ? 'warn' : 'ok',
    text: `${utc}, time zone ${zone}.${behind ? ' The clock is behind the program itself.' : ''}`,
    figures: { utc, zone },
  };
}

function programTimeMs(): number {
  return fs.statSync(fileURLToPath(import.meta.url)).mtimeMs;
}

/** Does the keychain of the system keep a secret? `probe` is the program that asks it. */
export async function checkKeychain(
  probe: string = KEYCHAIN_PROBE,
  limitMs: number = KEYCHAIN_LIMIT_MS,
): Promise<Finding> {
  const instead =
    'The signing key would be kept in the data directory, ' +
    'in a file that only its owner can read (0600).';
  try {
    await promisify(execFile)(process.execPath, [probe], {
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    return { check: 'keychain', verdict: 'ok', text: 'The keychain keeps and returns a secret.' };
  } catch (error) {
    const { killed, stdout = '' } = error as { killed?: boolean; stdout?: string };
    const said = stdout === '' ? reason(error) : stdout;
    const why = killed === true ? `no answer in ${limitMs} ms` : said;
    return { check: 'keychain', verdict: 'warn', text: `No keychain (${why}). ${instead}` };
  }
}

/** Examines the machine for a data directory there, or for none in particular. */
export async function examine(dataDirectory: string = os.tmpdir()): Promise<Report> {
  const folder = nearestFolder(dataDirectory);
  const findings = [
    checkNode(),
    await checkSqlite(),
    checkDisk(folder),
    checkSpace(folder),
    checkClock(Date.now(), programTimeMs()),
    await checkKeychain(),
  ];
  return { usable: findings.every(({ verdict }) => verdict !== 'fail'), findings };
}

/** The report as a person reads it. */
export function render({ usable, findings }: Report): string {
  const lines = findings.map(
    ({ check, verdict, text }) => `${verdict.padEnd(4)}  ${check.padEnd(8)}  ${text}`,
  );
  lines.push(usable ? 'This machine can run Bulkhead.' : 'This machine cannot run Bulkhead.');
  return `${lines.join('\n')}\n`;
}

export function register(program: Command): void {
  program
    .command('doctor')
    .description('say whether this machine is fit, and how fast its disk makes things durable')
    .option('--data <dir>', 'the data directory to look at (default: the temporary folder)')
    .option('--json', 'print the findings as JSON')
    .action(async ({ data, json }: { data?: string; json?: true }) => {
      const report = await examine(data);
      process.stdout.write(json === true ? `${JSON.stringify(report, null, 2)}\n` : render(report));
      if (!report.usable) process.exitCode = 1;
    });
}
