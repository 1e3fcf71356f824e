/** Random figures on a grid, as the texts that a calculation reads. */
import fc from 'fast-check';
import { decimalText, rational } from '../rational.ts';

export type Texts = fc.Arbitrary<string>;
export type Inputs = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** Whole steps of a power of ten, from the least to the most. */
export const steps = (least: number, most: number, decimals: number): Texts =>
  fc
    .integer({ min: least, max: most })
    .map((count) => decimalText(rational(BigInt(count), 10n ** BigInt(decimals))));

/** The grid of all cases: USDT, ticks of 0.1, lots of 0.001; or contracts of 100 dollars. */
export const LINEAR = { scale: { atom: '0.000001', tick: '0.1', lot: '0.001' } };
export const INVERSE = {
  scale: { atom: '0.00000001', tick: '0.1', lot: '100' },
  contract: 'inverse',
};

export const price = steps(100_000, 1_200_000, 1);
export const fine = steps(1_000_000_000_000, 12_000_000_000_000, 8);
export const quantity = steps(1, 500_000, 3);
export const contracts = fc.integer({ min: 1, max: 50_000 }).map((lots) => `${lots * 100}`);
export const money = steps(0, 1_000_000_000_000, 6);
export const cash = steps(-1_000_000_000_000, 1_000_000_000_000, 6);
export const share = steps(0, 200_000, 6);
export const rate = steps(-200_000, 200_000, 8);
export const side = fc.constantFrom('long', 'short');
export const deal = fc.constantFrom('buy', 'sell');
export const flag = fc.boolean();
export const whole = (least: number, most: number): Texts => steps(least, most, 0);
export const always = fc.constant;
export const listOf = (of: Inputs, most = 4): fc.Arbitrary<object[]> =>
  fc.array(fc.record(of), { minLength: 1, maxLength: most });
/** The same records, each of which may lack what is named. */
export const optional = (of: Inputs): Record<string, fc.Arbitrary<unknown>> =>
  Object.fromEntries(
    Object.entries(of).map(([name, figure]) => [name, fc.option(figure, { nil: undefined })]),
  );

/** A rule with random inputs, and how far its exact and rounded figures may be apart. */
export interface Case {
  readonly rule: string;
  readonly inputs: Inputs;
  readonly settings: object;
  /** By output, where it is not a step of its unit; null where only one of the two need be. */
  readonly apart: Readonly<Record<string, number | null>>;
}

export const of = (
  rule: string,
  inputs: Inputs,
  settings: object = LINEAR,
  apart: Case['apart'] = {},
): Case => ({ rule, inputs, settings, apart });
