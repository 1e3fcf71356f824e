/** Faults of the machine: kill -9, a failing disk, a damaged write-ahead log, a power cut. */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { TestContext } from 'vitest';
import { kill, scriptPath, startChild } from './testing/child.ts';
import { appendTo, copyOf, filledDirectory, openPlain } from './testing/directories.ts';
import { LONG, temporaryDirectory } from './testing/temporary.ts';
import { verifyDirectory } from './verify-chain.ts';

const LIMIT_MS = LONG ? 1_200_000 : 60_000;

function lastAcked(output: string): number {
  const acked = output.match(/^acked \d+$/gm) ?? ['acked 0'];
  return Math.max(...acked.map((line) => Number(line.slice(6))));
}

/** What must hold after any fault: nothing acknowledged is lost, and the chain is whole. */
async function expectIntact(directory: string, acked: number): Promise<void> {
  const journal = await openPlain(directory);
  expect(journal.head.batchNumber).toBeGreaterThanOrEqual(acked);
  await appendTo(journal, 1);
  await journal.close();
  expect(verifyDirectory(directory).findings).toEqual([]);
}

/** Why a test cannot run here: the programs that this machine lacks; null when it has them. */
function lacking(...programs: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(':');
  const missing = programs.filter(
    (program) => !folders.some((folder) => existsSync(join(folder, program))),
  );
  return missing.length > 0 ? `no ${missing.join(', ')} on this machine` : null;
}

/** Skips a test with its reason where there is one. */
function need(context: TestContext, reason: string | null): void {
  if (reason !== null) context.skip(reason);
}

test('LOG-07 kill -9 at random loses nothing acknowledged', { timeout: LIMIT_MS }, async () => {
  const directory = join(temporaryDirectory(), 'data');
  let acked = 0;
  for (let round = 0; round < (LONG ? 40 : 3); round++) {
    const child = startChild('appender.ts', [directory, '1000000', '20000']);
    let output = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
    while (lastAcked(output) < acked + 5) await sleep(5);
    await sleep(randomInt(LONG ? 400 : 120));
    await kill(child);
    const before = acked;
    acked = lastAcked(output);
    expect(acked).toBeGreaterThan(before);
    await expectIntact(directory, acked);
    acked += 1;
  }
});

/**
 * What may fail unseen: the index that SQLite keeps in shared memory, which no restart reads, and
 * SQLite's own fsync of the directory, which ours repeats before anything is written.
 */
const HARMLESS = /journal\.db-shm>|fsync\(\d+<[^>]*\/data>\)/;

describe('LOG-06 a failing disk stops the log at once and for good', () => {
  /** No acknowledgement after an error, ever; and no clean end where one `mustShow`. */
  function expectFailStop(output: string, mustShow: boolean): void {
    const [, ...afterError] = output.split('\nerror ');
    expect(afterError.join()).not.toContain('acked');
    expect(afterError.join()).not.toContain('done');
    if (mustShow) expect(afterError).not.toEqual([]);
  }

  test('writes that fail from a random size on', { timeout: LIMIT_MS }, async (context) => {
    need(context, lacking('prlimit'));
    for (let round = 0; round < (LONG ? 40 : 4); round++) {
      const directory = join(temporaryDirectory(), 'data');
      const limit = `--fsize=${randomInt(60_000, 2_000_000)}`;
      const command = [limit, process.execPath, scriptPath('appender.ts')];
      const child = spawnSync('prlimit', [...command, directory, '120', '20000'], {
        encoding: 'utf8',
      });
      const output = `\n${child.stdout}`;
      expect(output).toMatch(/\nerror OUTCOME_UNKNOWN\n(error POISONED\n)*/);
      expectFailStop(output, true);
      await expectIntact(directory, lastAcked(output));
    }
  });

  test.for([
    // Few large batches, so that the log is folded on the way; many writes, so smaller ones.
    ['fsync,fdatasync', 'EIO', ['14', '400000'], 11],
    ['pwrite64', 'ENOSPC', ['20', '20000'], 53],
    ['pwrite64', 'EIO', ['20', '20000'], 97],
  ] as const)(
    'the n-th %s fails with %s',
    { timeout: LIMIT_MS },
    async ([calls, error, size, step], context) => {
      need(context, lacking('strace'));
      let injected = true;
      for (let nth = 1; injected; nth += LONG ? 1 : step) {
        const folder = temporaryDirectory();
        const directory = join(folder, 'data');
        const trace = join(folder, 'trace');
        const inject = `inject=${calls}:error=${error}:when=${nth}`;
        const strace = ['-f', '-y', '-o', trace, '-e', `trace=${calls}`, '-e', inject];
        const command = [...strace, process.execPath, scriptPath('appender.ts')];
        const child = spawnSync('strace', [...command, directory, ...size], {
          encoding: 'utf8',
        });
        const output = `\n${child.stdout}`;
        const failures = readFileSync(trace, 'utf8').match(/^.*INJECTED.*$/gm) ?? [];
        injected = failures.length > 0;
        const seen = failures.some((line) => !HARMLESS.test(line));
        expectFailStop(output, seen);
        if (!injected) expect(output).toContain('done');
        await expectIntact(directory, lastAcked(output));
        rmSync(folder, { recursive: true });
      }
    },
  );
});

test('LOG-11 a damaged write-ahead log never hides what was acknowledged', async () => {
  const directory = await filledDirectory(5);
  const journal = await openPlain(directory);
  await appendTo(journal, 30);
  await journal.anchor.flush();
  const crashed = copyOf(directory);
  await journal.close();
  const log = join(crashed, 'journal.db-wal');
  const good = readFileSync(log);
  const results = new Map<string, number>();
  for (let round = 0; round < (LONG ? 2_000 : 60); round++) {
    const damaged = copyOf(crashed);
    const bytes = Buffer.from(good);
    const place = randomInt(bytes.length);
    if (round % 3 === 0) bytes[place]! ^= 1 << randomInt(8);
    if (round % 3 === 1) bytes.fill(0, place, Math.min(place + 512, bytes.length));
    const cut = round % 3 === 2 ? bytes.subarray(0, place) : bytes;
    writeFileSync(join(damaged, 'journal.db-wal'), cut);
    let result = 'opened';
    try {
      const reopened = await openPlain(damaged);
      expect(reopened.head.batchNumber).toBe(35);
      await reopened.close();
      expect(verifyDirectory(damaged).findings).toEqual([]);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'BELOW_ANCHOR', facts: { anchor: 35 } });
      result = 'refused';
    }
    results.set(result, (results.get(result) ?? 0) + 1);
    rmSync(damaged, { recursive: true });
  }
  expect(results.get('refused')).toBeGreaterThan(LONG ? 200 : 6);
});

const noPowerCut =
  LONG && process.platform === 'linux' && process.getuid?.() === 0
    ? lacking('mkfs.ext4', 'mount', 'umount', 'perl')
    : 'a power cut takes BULKHEAD_LONG=1, Linux and root';

describe('LOG-05 a power cut', () => {
  beforeEach((context) => need(context, noPowerCut));

  function run(program: string, ...args: readonly string[]): void {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  }

  /** A file system of its own, whose unwritten pages a shutdown throws away. */
  function fileSystem() {
    const folder = temporaryDirectory();
    const image = join(folder, 'image');
    const root = join(folder, 'root');
    mkdirSync(root);
    run('truncate', '-s', '256M', image);
    run('mkfs.ext4', '-q', image);
    run('mount', '-o', 'loop', image, root);
    onTestFinished(() => run('umount', root));
    const shutdown = 'open F, "<", $ARGV[0]; $f = pack "L", 2; ioctl F, 0x8004587d, $f or die $!';
    return {
      root,
      cut: () => run('perl', '-e', shutdown, root),
      again: () => {
        run('umount', root);
        run('mount', '-o', 'loop', image, root);
      },
    };
  }

  async function cutDuring(script: string, args: readonly string[]) {
    const { root, cut, again } = fileSystem();
    const directory = join(root, 'data');
    const child = startChild(script, [directory, ...args]);
    let output = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
    while (lastAcked(output) < 200) await sleep(5);
    await sleep(randomInt(300));
    // What is acknowledged while the shutdown runs does not count: for those few ms the kernel
    // reports success for pages that it then drops, and with the power off nobody would hear it.
    const acked = lastAcked(output);
    cut();
    await sleep(20);
    await kill(child);
    again();
    return { directory, acked };
  }

  test('loses nothing acknowledged, and the anchor agrees', { timeout: LIMIT_MS }, async () => {
    for (let round = 0; round < 5; round++) {
      const { directory, acked } = await cutDuring('appender.ts', ['1000000', '3000']);
      await expectIntact(directory, acked);
    }
  });

  test(
    'does lose it with NORMAL, so that the test above can fail',
    { timeout: LIMIT_MS },
    async () => {
      const { directory, acked } = await cutDuring('careless-appender.ts', []);
      const found = verifyDirectory(directory);
      expect(found.head?.batchNumber ?? 0).toBeLessThan(acked);
    },
  );
});
