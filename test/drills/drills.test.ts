/** The playbooks beside this file: each is a test of its rules, and together they are a run. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { run } from '../../core/cli/main.ts';
import { failureLines } from '../../core/host/drill/report.ts';
import { runDrill } from '../../core/host/drill/run.ts';
import { readDrill } from '../../core/host/drill/schema.ts';
import { stateHash } from '../../core/journal/state-hash.ts';
import type { StampedCommand } from '../../core/venue/commands.ts';
import { Venue } from '../../core/venue/venue.ts';
import { definedCodes } from '../tidy/documents.ts';

const folder = import.meta.dirname;
const drills = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((file) => {
    const drill = readDrill(readFileSync(path.join(folder, file), 'utf8'));
    const title = 'sentence' in drill ? file : `${drill.rules.join(', ')} ${drill.name}`;
    return { file, drill, title };
  });

/** So often a venue is saved and loaded on its way through a drill. */
const RESTARTS = 4;

/** What the same commands leave in a venue that was saved and loaded on the way. */
function restarted(commands: readonly StampedCommand[]): string {
  let venue = Venue.create();
  const every = Math.ceil(commands.length / (RESTARTS + 1));
  for (const [n, command] of commands.entries()) {
    if (n > 0 && n % every === 0) venue = Venue.load(venue.save());
    venue.apply(command);
    venue.events.release(venue.events.written);
  }
  return stateHash((sink) => venue.writeCanonical(sink));
}

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('drills', () => {
  test('the eight that every venue must survive are there', () => {
    const names = drills.map(({ file }) => file.slice(3, -5));
    expect(names).toEqual(
      expect.arrayContaining([
        'profit-linear',
        'profit-inverse',
        'funding',
        'margin-call',
        'isolated-loss',
        'partial-liquidation',
        'fund-pays',
        'fund-empty',
      ]),
    );
  });

  test.each(drills)('$title, also after restarts', ({ file, drill }) => {
    if ('sentence' in drill) throw new Error(`${file}:${drill.line} ${drill.sentence}`);
    const applied = vi.spyOn(Venue.prototype, 'apply');
    const result = runDrill(drill);
    const commands = applied.mock.calls.map(([stamped]) => stamped);
    vi.restoreAllMocks();
    const why = result.failure === null ? [] : failureLines(file, result.failure);
    expect(why).toEqual([]);
    expect(restarted(commands)).toBe(result.stateHash);
  });

  test('prove rules that the venue has', () => {
    const readme = path.join(folder, '../../core/venue/README.md');
    const defined = definedCodes(readFileSync(readme, 'utf8'));
    const named = drills.flatMap(({ drill }) => ('sentence' in drill ? [] : drill.rules));
    expect(named.filter((code) => !defined.includes(code))).toEqual([]);
  });

  test('are each named by the table beside them, which names no other', () => {
    const table = readFileSync(path.join(folder, 'README.md'), 'utf8');
    const named = [...table.matchAll(/`(\d{2,3}-[a-z0-9-]+)`/g)].map(([, name]) => `${name}.yaml`);
    expect([...new Set(named)].toSorted()).toEqual(drills.map(({ file }) => file).toSorted());
  });

  test('the example of docs/drills.md is one', () => {
    const page = readFileSync(path.join(folder, '../../docs/drills.md'), 'utf8');
    const drill = readDrill(/```yaml\n(.*?)```/s.exec(page)?.[1] ?? '');
    if ('sentence' in drill) throw new Error(`line ${drill.line}: ${drill.sentence}`);
    expect(runDrill(drill).failure).toBeNull();
  });

  test('`bulkhead drill` runs them all and exits 0', async () => {
    let out = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    });
    expect(await run(['drill', folder])).toBe(0);
    expect(out).toMatch(new RegExp(`\\n${drills.length} of ${drills.length} drills ok\\n$`));
  });
});
