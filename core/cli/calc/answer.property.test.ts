/**
 * The exact figure and the venue's own never part by more than the rounding that the rule names.
 *
 * 1,000 cases by default and 50,000 with BULKHEAD_LONG=1. BULKHEAD_SEED repeats a run.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadProfiles } from '../../host/profiles.ts';
import { answer } from './answer.ts';
import { ofProfile } from './contract.ts';
import { compare, decimalText, parseRational, subtract, ZERO } from './rational.ts';
import type { Rational } from './rational.ts';
import { ofLots, ofTicks } from './scale.ts';

const numRuns = process.env.BULKHEAD_LONG === '1' ? 50_000 : 1_000;
const seed = Number(process.env.BULKHEAD_SEED ?? Math.floor(Math.random() * 2_147_483_647));
process.stdout.write(`calculations: BULKHEAD_SEED=${seed}\n`);

/** A position of a contract of a profile, on its grid. */
const standing = fc
  .constantFrom(
    ...[...loadProfiles().values()].flatMap(({ name, contracts }) =>
      contracts.map((contract) => ({ name, contract })),
    ),
  )
  .chain(({ name, contract }) =>
    fc.record({
      name: fc.constant(name),
      contract: fc.constant(contract),
      side: fc.constantFrom('long', 'short'),
      lots: fc.integer({ min: 1, max: 2_000_000 }),
      ticks: fc.integer({ min: 20_000, max: 200_000 }),
      move: fc.integer({ min: -100, max: 100 }),
      coverPpm: fc.integer({ min: 1_000, max: 900_000 }),
    }),
  );

const figure = (text: unknown): Rational | null =>
  typeof text === 'string' ? parseRational(text) : null;

describe('MARG-01, MARG-05 exact and rounded figures part by no more than their rounding', () => {
  test('of any position of any profile', () => {
    fc.assert(
      fc.property(standing, ({ name, contract, side, lots, ticks, move, coverPpm }) => {
        const { grid } = ofProfile(contract);
        const settings = { profile: name, symbol: contract.symbol };
        const quantity = decimalText(ofLots(grid, lots));
        const entry = decimalText(ofTicks(grid, ticks));
        const mark = decimalText(ofTicks(grid, Math.round(ticks * (1 + move / 1_000))));
        const worth = answer({ rule: 'VAL-01', inputs: { quantity, price: entry }, settings });
        if ('refused' in worth || worth.rounded === null) return;
        const value = worth.rounded['value'] ?? '0';
        const asked = answer({ rule: 'MARG-01', inputs: { value, quantity }, settings });
        const isByLots = contract.tierBy === 'lots';
        const of = isByLots ? asked : answer({ rule: 'MARG-01', inputs: { value }, settings });
        if ('refused' in of) throw new Error(JSON.stringify(of.refused));
        const [exact, rounded] = [
          figure(of.exact['maintenance']),
          figure(of.rounded?.['maintenance']),
        ];
        if (exact === null || rounded === null) throw new Error('maintenance is none');
        const over = subtract(rounded, exact);
        // A rate by lots is rounded up to a ppm of the value beside.
        const most = isByLots ? (figure(value) ?? ZERO) : ZERO;
        expect(compare(over, ZERO)).toBeGreaterThanOrEqual(0);
        expect(Number(over.top) / Number(over.bottom)).toBeLessThanOrEqual(
          2 * Number(decimalText(grid.atom)) + Number(decimalText(most)) / 1e6,
        );

        const atoms = Math.floor((Number(value) / Number(decimalText(grid.atom)) / 1e6) * coverPpm);
        const collateral = decimalText({
          top: BigInt(atoms),
          bottom: 10n ** BigInt(grid.decimals),
        });
        const inputs = { side, quantity, entry, collateral, mark };
        const found = answer({ rule: 'MARG-05', inputs, settings });
        if ('refused' in found) throw new Error(JSON.stringify(found.refused));
        const [fine, coarse] = [figure(found.exact['price']), figure(found.rounded?.['price'])];
        if (coarse === null || fine === null) return;
        // The first failing tick is the exact price's neighbour: what both are worth parts by it,
        // by what atoms were rounded, and by a millionth where rates are by lots.
        const number = (figureOf: Rational): number => Number(decimalText(figureOf));
        const worthAt = (price: number): number =>
          contract.contract === 'linear' ? Number(quantity) * price : Number(quantity) / price;
        const [tick, atom, at] = [number(grid.tick), number(grid.atom), number(coarse)];
        const apart = Math.abs(worthAt(number(fine)) - worthAt(at));
        const aTick = Math.abs(worthAt(at + tick) - worthAt(Math.max(tick, at - tick)));
        const each = contract.rounding === 'perContract' ? 1.1 * lots : 0;
        const byRate = isByLots ? 2e-6 * Math.max(Number(value), worthAt(at)) * 10 : 0;
        expect(apart).toBeLessThanOrEqual(aTick + atom * (4 + each) * 1.2 + byRate);
      }),
      { seed, numRuns },
    );
  });
});
