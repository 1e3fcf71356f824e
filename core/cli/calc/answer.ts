/** One line of a calculation and its answer. */
import { InvariantError } from '../../venue/numbers.ts';
import { readContract } from './contract.ts';
import { decimalText } from './rational.ts';
import { Reader } from './reader.ts';
import { Refusal } from './refusal.ts';
import type { RefusalCode } from './refusal.ts';
import type { Calculation, CalculatedRule, Figures } from './rule.ts';
import { accountRules } from './rules-account.ts';
import { adlRules } from './rules-adl.ts';
import { collateralRules } from './rules-collateral.ts';
import { contractRules } from './rules-contracts.ts';
import { datedRules } from './rules-dated.ts';
import { externalRules } from './rules-external.ts';
import { fundRules } from './rules-fund.ts';
import { fundingBoundRules } from './rules-funding-bounds.ts';
import { fundingWayRules } from './rules-funding-ways.ts';
import { lossWayRules } from './rules-loss-ways.ts';
import { indexRules } from './rules-index.ts';
import { intervalRules } from './rules-interval.ts';
import { marginRules } from './rules-margin.ts';
import { liquidationWayRules } from './rules-liquidation-ways.ts';
import { marginWayRules } from './rules-margin-ways.ts';
import { spreadRules } from './rules-spread.ts';
import { poolWayRules } from './rules-pool-ways.ts';
import { marketRules } from './rules-market.ts';
import { orderWayRules } from './rules-order-ways.ts';
import { markRules } from './rules-mark.ts';
import { ownMarkRules } from './rules-own-mark.ts';
import { moneyRules } from './rules-money.ts';
import { numberRules } from './rules-numbers.ts';
import { otherRules } from './rules-other.ts';
import { pnlWayRules } from './rules-pnl-ways.ts';
import { poolRules } from './rules-pool.ts';
import { portfolioRules } from './rules-portfolio.ts';
import { positionRules } from './rules-position.ts';
import { valueRules } from './rules-value.ts';
import { whyNot } from './uncalculated.ts';

export const rules: readonly CalculatedRule[] = [
  ...numberRules,
  ...valueRules,
  ...contractRules,
  ...positionRules,
  ...moneyRules,
  ...marginRules,
  ...accountRules,
  ...indexRules,
  ...markRules,
  ...datedRules,
  ...marketRules,
  ...intervalRules,
  ...otherRules,
  ...fundRules,
  ...adlRules,
  ...collateralRules,
  ...portfolioRules,
  ...poolRules,
  ...fundingWayRules,
  ...lossWayRules,
  ...fundingBoundRules,
  ...ownMarkRules,
  ...marginWayRules,
  ...liquidationWayRules,
  ...spreadRules,
  ...pnlWayRules,
  ...poolWayRules,
  ...orderWayRules,
  ...externalRules,
];

interface Refused {
  readonly code: RefusalCode;
  readonly field: string;
  readonly sentence: string;
}
type Texts = Readonly<Record<string, string | null>>;

/** What a line comes to: exact and rounded figures, or why not. */
export type Answer =
  | {
      readonly rule: string;
      readonly exact: Texts;
      /** Null where a figure lies between two of the venue's; `why` then says which. */
      readonly rounded: Texts | null;
      readonly why?: Refused;
    }
  | { readonly rule?: string; readonly refused: Refused };

function refusedBy(error: unknown): Refused {
  if (error instanceof Refusal) {
    return { code: error.code, field: error.field, sentence: error.message };
  }
  if (error instanceof InvariantError) {
    return { code: 'TOO_LARGE', field: 'inputs', sentence: error.message };
  }
  throw error;
}

function texts(figures: Figures): Texts {
  const entries = Object.entries(figures);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, value === null ? null : decimalText(value)]),
  );
}

interface Rounded {
  readonly rounded: Texts | null;
  readonly why?: Refused;
}

function rounded({ rounded: calculate }: Calculation): Rounded {
  try {
    return { rounded: texts(calculate()) };
  } catch (error) {
    return { rounded: null, why: refusedBy(error) };
  }
}

function ruleNamed(code: string): CalculatedRule {
  const rule = rules.find((one) => one.code === code);
  if (rule !== undefined) return rule;
  const why = whyNot(code);
  const sentence =
    why === null
      ? `${code} is no rule that is calculated here; --help lists those that are`
      : `${code} has no arithmetic of its own: ${why}`;
  throw new Refusal('UNKNOWN_RULE', 'rule', sentence);
}

/** The answer to one line as parsed. */
export function answer(value: unknown): Answer {
  let code: string | undefined;
  try {
    const line = new Reader(value, 'line');
    code = line.text('rule');
    const rule = ruleNamed(code);
    const inputs = new Reader(line.has('inputs') ? line.raw('inputs') : {}, 'inputs');
    const settings = new Reader(line.has('settings') ? line.raw('settings') : {}, 'settings');
    line.end();
    const contract = readContract(settings, rule.taken);
    if (rule.of === 'tiers' && contract.tiers.length === 0) {
      throw new Refusal('MISSING', 'settings.tiers', 'settings.tiers or a profile is missing');
    }
    const calculation = rule.calculate(inputs, contract);
    inputs.end();
    settings.end();
    return { rule: code, exact: texts(calculation.exact), ...rounded(calculation) };
  } catch (error) {
    return { ...(code !== undefined && { rule: code }), refused: refusedBy(error) };
  }
}

/** The answer to one line of text. */
export function answerText(line: string): Answer {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const sentence = 'the line must be one JSON record: rule, inputs and settings';
    return { refused: { code: 'NOT_JSON', field: 'line', sentence } };
  }
  return answer(value);
}
