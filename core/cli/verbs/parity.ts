/** `bulkhead parity`: a venue's own figures of an account beside ours. */
import type { Command } from 'commander';
import { agrees, compareText } from '../parity/compare.ts';
import type { Compared, Parity, Refused } from '../parity/compare.ts';
import { readLines } from './calc.ts';

const NONE = 'none';

function row({ of, figure, rule, ours, theirs, difference, withinTick }: Compared): string {
  const verdict =
    withinTick === undefined ? '' : withinTick ? '  within a tick' : '  BEYOND A TICK';
  const cells = [
    of.padEnd(20),
    figure.padEnd(17),
    (ours ?? NONE).padStart(24),
    (theirs ?? NONE).padStart(24),
    (difference ?? '').padStart(24),
    `  ${rule}`,
  ];
  return `  ${cells.join(' ')}${verdict}`.trimEnd();
}

/** A comparison as a person reads it. */
export function render(line: number, parity: Parity | Refused): string {
  if ('refused' in parity) {
    const { code, sentence } = parity.refused;
    return `line ${line}: ${code} ${sentence}\n`;
  }
  const { name, profile, source, date, assumed, figures } = parity;
  const head = `line ${line}: ${[profile, name, date].filter((part) => part !== '').join(', ')}`;
  const titles = { of: '', figure: '', rule: 'rule', ours: 'ours', theirs: 'theirs' };
  return [
    head,
    ...(source === '' ? [] : [`  ${source}`]),
    ...(assumed.length === 0 ? [] : [`  ASSUMED tiers: ${assumed.join(', ')}`]),
    row({ ...titles, difference: 'difference' }),
    ...figures.map(row),
    '',
  ].join('\n');
}

function compareFile(file: string, json: boolean): void {
  const lines = readLines(file);
  if (lines === undefined) return;
  let near = 0;
  for (const { line, text } of lines) {
    const parity = compareText(text);
    if (agrees(parity)) near += 1;
    process.stdout.write(
      json ? `${JSON.stringify({ line, ...parity })}\n` : `${render(line, parity)}\n`,
    );
  }
  if (!json) {
    process.stdout.write(
      `${near} of ${lines.length} account states with liquidation prices within a tick\n`,
    );
  }
  if (near < lines.length) process.exitCode = 1;
}

const HELP = `
A line:
  {"profile":"hyperliquid","name":"a long","date":"2024-02-22","source":"https://...",
   "account":{"wallet":"0","positions":[{"contract":"ETH","quantity":"0.0335","entry":"2986.3",
     "mark":"2985.9","leverage":"20","margin":"4.981226"}]},
   "settings":{"tiers":[{"floor":"0","maintenance":"0.01","initial":"0.02"}]},
   "venue":{"positions":[{"contract":"ETH","liquidationPrice":"2866.26936529"}]}}
  Quantities are below zero when short. A position with margin is isolated, all others stand on the
  wallet together. Settings change the contract as those of calc do (its tiers, above all), for all
  positions or, within one, for it. Of a position a venue may give maintenance, initial, unrealised,
  liquidationPrice and bankruptcyPrice; of the account equity, maintenance and ratio; null is none.
  Ours are asked of the profile's own grid. Exit code 1: a liquidation price is further than a tick
  from theirs, or a line was refused.
`;

export function register(program: Command): void {
  program
    .command('parity')
    .description('compare a venue’s own figures of accounts with those of its profile')
    .argument('<file>', 'JSON lines { profile, account, venue }; - for what comes in')
    .option('--json', 'print one line of JSON for each account instead of tables')
    .addHelpText('after', HELP)
    .action((file: string, { json }: { json?: true }) => compareFile(file, json === true));
}
