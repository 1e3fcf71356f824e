/** Accounts that venues have shown in public, with their own figures, under our profiles. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { run } from '../../core/cli/main.ts';
import { agrees, compareText } from '../../core/cli/parity/compare.ts';
import type { Parity } from '../../core/cli/parity/compare.ts';

const file = path.join(import.meta.dirname, 'public-accounts.jsonl');
const lines = readFileSync(file, 'utf8').trim().split('\n');

function parityOf(line: string): Parity {
  const found = compareText(line);
  if ('refused' in found) throw new Error(found.refused.sentence);
  return found;
}

async function capture(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.err += String(text);
    return true;
  });
  const code = await run(args);
  vi.restoreAllMocks();
  return { code, ...printed };
}

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('PROF-03, PROF-04 a profile gives the venue’s own figures', () => {
  test('of at least eight accounts with a liquidation price, each with its place and date', () => {
    const all = lines.map(parityOf);
    const priced = all.filter(({ figures }) =>
      figures.some(({ figure, theirs }) => figure === 'liquidationPrice' && theirs !== null),
    );
    expect(priced.length).toBeGreaterThanOrEqual(8);
    expect(new Set(all.map(({ profile }) => profile)).size).toBe(6);
    for (const { source, date } of all) {
      expect(source).toMatch(/https:\/\//);
      expect(date).toMatch(/^20\d\d/);
    }
  });

  test.each(lines.map((line) => ({ line, ...parityOf(line) })))('$profile, $name', (parity) => {
    expect(agrees(parity)).toBe(true);
    for (const { figure, ours, theirs, withinTick } of parity.figures) {
      if (withinTick !== undefined) expect(withinTick).toBe(true);
      // What is asked and gained differs by the mark's and the lot's rounding alone.
      else expect(Number(ours) / Number(theirs)).toBeCloseTo(1, figure === 'unrealised' ? 0 : 1.9);
    }
  });

  test('one whose venue says otherwise is shown as such', () => {
    const line = lines[0]?.replace('26316.89', '26317.89') ?? '';
    const parity = parityOf(line);
    expect(agrees(parity)).toBe(false);
    expect(parity.figures[0]).toMatchObject({ difference: '-1', withinTick: false });
  });
});

describe('bulkhead parity', () => {
  test('prints ours, theirs, the difference and the rule', async () => {
    const { code, out, err } = await capture('parity', file);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /BTCUSDT +liquidationPrice +26316\.89 +26316\.89 +0 +MARG-05 +within a tick/,
    );
    expect(out).toContain('ASSUMED tiers: BTC-USDT-SWAP');
    expect(out).toContain(`${lines.length} of ${lines.length} account states`);
  });

  test('has a line of JSON for each account', async () => {
    const { out } = await capture('parity', file, '--json');
    const printed = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Parity);
    expect(printed).toHaveLength(lines.length);
    expect(printed[0]).toMatchObject({ line: 1, profile: 'binance-usdm' });
  });

  test('a file that is not there is exit code 1 and a sentence', async () => {
    const { code, err } = await capture('parity', `${file}.none`);
    expect(code).toBe(1);
    expect(err).toMatch(/^bulkhead: .*cannot be read/);
  });

  test.each([
    ['{', 'NOT_JSON'],
    ['{"profile":"ftx"}', 'UNKNOWN_PROFILE'],
    ['{"profile":"okx","account":{"positions":[]},"venue":{}}', 'OUT_OF_RANGE'],
  ])('%s is refused as %s', (line, code) => {
    expect(compareText(line)).toMatchObject({ refused: { code } });
  });
});
