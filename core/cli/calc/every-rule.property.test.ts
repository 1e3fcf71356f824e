/**
 * The exact figure of every rule and the venue's own never part by more than the rounding that the
 * rule names: one step of its unit, where `testing/` does not say why it is more.
 *
 * 25 cases of each by default and 5,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answer, rules } from './answer.ts';
import { readContract } from './contract.ts';
import { Reader } from './reader.ts';
import { decimalText } from './rational.ts';
import type { Grid } from './scale.ts';
import type { Unit } from './rule.ts';
import { marketCases } from './testing/cases-market.ts';
import { pnlWayCases } from './testing/cases-pnl-ways.ts';
import { ownMarkCases } from './testing/cases-own-mark.ts';
import { positionCases } from './testing/cases-position.ts';
import { wayCases } from './testing/cases-ways.ts';
import type { Case } from './testing/figures.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 5_000 : 25;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`every rule: BULKHEAD_SEED=${seed}\n`);

const cases = [...positionCases, ...marketCases, ...wayCases, ...pnlWayCases, ...ownMarkCases];

/** A step of a unit: what a single rounding takes or adds at most. */
function stepOf(unit: Unit, { atom, tick, lot }: Grid): number {
  const figures = { price: tick, quantity: lot, amount: atom };
  if (unit === 'price' || unit === 'quantity' || unit === 'amount') {
    return Number(decimalText(figures[unit]));
  }
  return unit === 'rate' || unit === 'ratio' ? 1e-6 : unit === 'leverage' ? 0.01 : 0;
}

/** What outputs of a list are called without their number. */
const nameOf = (name: string): string => name.replace(/\d+$/, '');

/** How far a figure may be apart; null where it is not held against the other. */
function allowed({ rule, apart }: Case, name: string, grid: Grid): number | null {
  const said = apart[name] ?? apart[nameOf(name)];
  if (said !== undefined || name in apart) return said ?? null;
  const outputs = rules.find(({ code }) => code === rule)?.outputs ?? {};
  const field = outputs[name] ?? outputs[`${nameOf(name)}1`];
  if (field === undefined) throw new Error(`${rule} has no output ${name}`);
  return stepOf(field.unit, grid);
}

/** Inputs without those that were left out. */
function without(inputs: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

/** Beyond the highest price that an order can carry, which then stands for it. */
const isBeyond = (figure: string): boolean => Number(figure) > 200_000_000;

/** A price that no order can carry is none to the venue. */
const isNoPrice = (figure: number): boolean => figure < 0.2 || figure > 10_000_000;

describe('exact and rounded figures part by no more than their rounding', () => {
  test.each(cases.map((one, n) => [one.rule, n, one] as const))('%s (%i)', (rule, _, one) => {
    const taken = rules.find(({ code }) => code === rule)?.taken;
    const { grid } = readContract(new Reader(one.settings, 'settings'), taken);
    let compared = 0;
    fc.assert(
      fc.property(fc.record(one.inputs), (given) => {
        const found = answer({ rule, inputs: without(given), settings: one.settings });
        if ('refused' in found) {
          expect(found.refused.code).toBe('OUT_OF_RANGE');
          return;
        }
        if (found.rounded === null) {
          expect(found.why?.code).toBe('TOO_LARGE');
          return;
        }
        compared += 1;
        expect(Object.keys(found.rounded)).toEqual(Object.keys(found.exact));
        for (const [name, text] of Object.entries(found.exact)) {
          const [exact, rounded] = [text, found.rounded[name] ?? null];
          if (exact === null || rounded === null) {
            const other = Number(exact ?? rounded ?? 0);
            expect([name, exact, rounded, isNoPrice(other)]).toEqual([name, exact, rounded, true]);
            continue;
          }
          const most = allowed(one, name, grid);
          if (most === null || (isBeyond(exact) && isBeyond(rounded))) continue;
          const apart = Math.abs(Number(exact) - Number(rounded));
          // Doubles themselves are off by a part of the figure.
          const isNear = apart <= most * 1.000_001 + Math.abs(Number(exact)) * 1e-14;
          expect([name, exact, rounded, isNear]).toEqual([name, exact, rounded, true]);
        }
      }),
      { seed, numRuns },
    );
    expect(compared).toBeGreaterThan(numRuns / 4);
  });

  test('of every rule that is calculated', () => {
    const tried = new Set(cases.map((one) => one.rule));
    expect(rules.map(({ code }) => code).filter((code) => !tried.has(code))).toEqual([]);
  });
});
