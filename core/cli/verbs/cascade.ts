/** `bulkhead cascade`: thousands of subaccounts through a market that falls, twice. */
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { FeedError } from '../../feeds/market-source.ts';
import { loadRecordings } from '../../feeds/recordings/recordings.ts';
import { simulatedMarket } from '../../feeds/simulated/simulated-market.ts';
import { runCascade } from '../../host/cascade/cascade.ts';
import type { CascadeRun } from '../../host/cascade/cascade.ts';

const SEED = 1;
const SUBACCOUNTS = 10_000;
const FALL_PERCENT = 25;
const OVER_S = 300;
const AT_S = 30;
/** The shock and a little of what comes after it. */
const DURATION_S = 345;

interface Options {
  readonly feed?: string;
  readonly subaccounts: number;
  readonly fall: number;
  readonly over: number;
  readonly at: number;
  readonly seconds: number;
  readonly json?: true;
}

export interface CascadeFigures {
  readonly ok: boolean;
  readonly subaccounts: number;
  readonly sameStateHash: boolean;
  readonly stateHash: string;
  readonly conservation: string;
  readonly liquidations: number;
  readonly takeovers: number;
  readonly marginCalls: number;
  readonly deleveraged: number;
  readonly insuranceFund: CascadeRun['tally']['insuranceFund'];
  readonly fundShort: number;
  readonly commands: number;
  readonly events: number;
  readonly tookMs: readonly number[];
}

function figuresOf(subaccounts: number, first: CascadeRun, second: CascadeRun): CascadeFigures {
  const { tally } = first;
  const sameStateHash = first.stateHash === second.stateHash;
  const breach = first.breach ?? second.breach;
  return {
    ok: sameStateHash && breach === null,
    subaccounts,
    sameStateHash,
    stateHash: first.stateHash,
    conservation: breach ?? 'ok',
    liquidations: tally.liquidations,
    takeovers: tally.takeovers,
    marginCalls: tally.marginCalls,
    deleveraged: tally.deleveraged,
    insuranceFund: tally.insuranceFund,
    fundShort: tally.fundShort,
    commands: tally.commands,
    events: tally.events,
    tookMs: [first.tookMs, second.tookMs],
  };
}

/** The figures as a person reads them. */
export function renderCascade(figures: CascadeFigures): string {
  const funds = Object.entries(figures.insuranceFund).map(
    ([asset, { start, end, in: paidIn, out }]) =>
      `fund in ${asset}`.padEnd(17) + `${start} to ${end}, in ${paidIn}, out ${out}`,
  );
  const lines = [
    `subaccounts      ${figures.subaccounts}`,
    `liquidated       ${figures.liquidations}, taken over ${figures.takeovers}`,
    `margin calls     ${figures.marginCalls}`,
    `deleveraged      ${figures.deleveraged}`,
    ...funds,
    `fund short       ${figures.fundShort} times`,
    `conservation     ${figures.conservation}`,
    `state hash       ${figures.stateHash}, ${figures.sameStateHash ? 'twice' : 'and ANOTHER'}`,
    `commands         ${figures.commands}, events ${figures.events}`,
    `took             ${figures.tookMs.map((ms) => `${ms} ms`).join(', ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

async function cascade(options: Options): Promise<void> {
  const { feed, subaccounts, json } = options;
  try {
    const source = feed === undefined ? simulatedMarket({ seed: SEED }) : loadRecordings(feed);
    const how = {
      source,
      subaccounts,
      changePpm: -10_000 * options.fall,
      overS: options.over,
      atS: options.at,
      durationS: options.seconds,
    };
    const first = await runCascade(how);
    const figures = figuresOf(subaccounts, first, await runCascade(how));
    process.stdout.write(json === true ? `${JSON.stringify(figures)}\n` : renderCascade(figures));
    if (!figures.ok) process.exitCode = 1;
  } catch (thrown) {
    if (!(thrown instanceof FeedError)) throw thrown;
    process.stderr.write(`bulkhead: ${thrown.message}\n`);
    process.exitCode = 1;
  }
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most}`);
  };
}

export function register(program: Command): void {
  const seconds = wholeNumber(1, 86_400);
  program
    .command('cascade')
    .description('thousands of subaccounts through a market that falls, twice: the same state')
    .option('--feed <dir>', 'recordings to loop (default: a simulated market)')
    .option('--subaccounts <n>', 'how many', wholeNumber(20, SUBACCOUNTS), SUBACCOUNTS)
    .option('--fall <percent>', 'by how much all prices fall', wholeNumber(1, 99), FALL_PERCENT)
    .option('--over <seconds>', 'how long the fall takes', seconds, OVER_S)
    .option('--at <seconds>', 'when it begins', seconds, AT_S)
    .option('--seconds <n>', 'market time to run', seconds, DURATION_S)
    .option('--json', 'print the figures as one line of JSON')
    .action((options: Options) => cascade(options));
}
