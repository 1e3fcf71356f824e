/** What `bulkhead calc --help` says beside its options. */
import { rules } from './answer.ts';
import type { CalculatedRule, Field, Unit } from './rule.ts';
import { DEFAULT_ATOM, DEFAULT_TICK } from './scale.ts';

const UNITS: Readonly<Record<Unit, string>> = {
  price: 'quote currency for one of the base; rounded to ticks or 0.00000001',
  quantity: 'base currency (linear) or quote currency (inverse); rounded to lots',
  amount: 'the currency that it settles in; rounded to atoms',
  rate: 'a fraction: 0.005 is half a per cent; rounded to 0.000001 or 0.00000001',
  ratio: 'a fraction; rounded to 0.000001',
  leverage: 'times; rounded to 0.01',
  seconds: 'whole seconds',
  hours: 'whole hours',
  days: 'days of 24 hours',
  count: 'a whole number; of a question 1 for yes, 0 for no',
  side: 'one of the words that are named',
  flag: 'true or false',
  list: 'a list of records',
};

const SETTINGS = [
  ['scale', `{ atom, tick, lot }: "${DEFAULT_ATOM}", "${DEFAULT_TICK}", the finest that divides`],
  ['contract', 'linear or inverse: linear, but where the rule says otherwise'],
  ['profile, symbol', 'a contract of a profile that came with the program, scale and all'],
  ['tiers', 'a list of { floor, maintenance, initial }, floors rising from "0"'],
  ['tierMode', 'marginal, step or linear: marginal'],
  ['ramp', 'of linear: the value by which rates would have risen by 1'],
  ['tierBy', 'value or lots, what floors and ramp are of: value'],
  ['mmBasis', 'mark or entry: mark. MARG-01 takes the value that it is given'],
  ['mmIncludesCloseFee', 'true or false: true'],
  ['takerFee', 'a rate: 0'],
  ['orderCost', '{ gap, openFee: true or false, closeFee: bankruptcy, value or none }: all of it'],
  ['rounding', 'perFill or perContract, of inverse values: perFill'],
];

const column = (name: string, text: string): string => `    ${name.padEnd(20)} ${text}`;

function fieldLine(name: string, { unit, text, otherwise }: Field): string {
  const optional = otherwise === undefined ? '' : ` [${otherwise}]`;
  return column(name, `${unit}: ${text}${optional}`);
}

function ruleText({ code, title, inputs, outputs, of }: CalculatedRule): string {
  const needs = of === 'tiers' ? ' (needs tiers)' : '';
  return [
    `  ${code}  ${title}${needs}`,
    ...Object.entries(inputs).map(([name, field]) => fieldLine(name, field)),
    ...Object.entries(outputs).map(([name, field]) => fieldLine(`-> ${name}`, field)),
  ].join('\n');
}

/** Every rule with its inputs, units and outputs; settings; units; what an answer is. */
export function helpText(): string {
  return `
A line:    {"rule":"MARG-01","inputs":{"value":"60000"},"settings":{"tiers":[{"floor":"0",
           "maintenance":"0.005","initial":"0.01"}],"takerFee":"0.0005"}}
An answer: {"line":1,"rule":"MARG-01","exact":{"maintenance":"330"},"rounded":{"maintenance":"330"}}
           Decimals are texts. Exact figures have all their decimals, or 30 significant digits where
           those never end; null is an honest none. Rounded ones are the venue's own, on the grid of
           settings.scale; null, with why, where an input lies between two of its steps.
A refusal: {"line":1,"rule":"MARG-01","refused":{"code":"MISSING","field":"inputs.value",...}}

Rules (an input in [brackets] may be left out)
${rules.map(ruleText).join('\n')}

Settings
${SETTINGS.map(([name = '', text = '']) => column(name, text)).join('\n')}

Units
${Object.entries(UNITS)
  .map(([name, text]) => column(name, text))
  .join('\n')}
`;
}
