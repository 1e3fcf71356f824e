/** Who gave a command, in words that say a person's act and a program's apart. Rule DESK-31. */
import type { TrailRow } from '../projections/trail-query.ts';
import type { CommandOf } from '../venue/commands.ts';
import type { Strategy } from '../venue/state.ts';

/** What names what a row has by number. */
export interface SpeakerNames {
  readonly strategies: readonly Strategy[];
  readonly nameOf: (operator: number) => string;
}

/** Programs of the core speak for themselves and for nobody. */
const SYSTEMS: Readonly<Record<string, string>> = {
  core: 'The core itself',
  clock: 'Clock',
  feed: 'Price feed',
  custodian: 'Custodian adapter',
  house: 'House liquidity',
  observer: 'Observer of other venues',
};

/** How an operator's command came in. A person's hand is said of no other channel. */
const MANNERS: Readonly<Record<string, string>> = {
  window: 'by hand',
  cli: 'by hand',
  api: 'by program',
  fix: 'by program',
  internal: 'by the core',
  drill: 'by drill',
};

/** A session that was refused was never opened: what it claimed stands in its command alone. */
function openingOf({ command }: TrailRow): CommandOf<'session.open'> | null {
  return command?.kind === 'session.open' ? command : null;
}

export function roleOf(row: TrailRow): string {
  return row.role || (openingOf(row)?.role ?? '');
}

export function channelOf(row: TrailRow): string {
  return row.channel || (openingOf(row)?.channel ?? '');
}

/** The strategy's label; empty where a person or a system spoke. */
export function strategyOf({ strategy }: TrailRow, { strategies }: SpeakerNames): string {
  if (strategy === 0) return '';
  return strategies[strategy - 1]?.label ?? `strategy ${strategy}`;
}

/** An algorithm speaks for whoever decided that it may, through whoever runs it. */
function strategyWords(row: TrailRow, names: SpeakerNames): string {
  const { strategies, nameOf } = names;
  const known = strategies[row.strategy - 1];
  const what = known?.algorithm === '' ? 'strategy' : 'algorithm';
  const decides = known?.decisionMaker ?? row.operator;
  const runs = decides === row.operator ? '' : `, run by ${nameOf(row.operator)}`;
  return `${strategyOf(row, names)} (${what}), for ${nameOf(decides)}${runs}`;
}

function personWords(row: TrailRow, { nameOf }: SpeakerNames): string {
  const channel = channelOf(row);
  const manner = MANNERS[channel] ?? 'by program';
  return `${nameOf(row.operator)}, ${roleOf(row)}, ${manner} \u00b7 ${channel}`;
}

/** "mm-btc (algorithm), for M. Okafor"; "M. Okafor, trader, by hand · window"; "Clock". */
export function speakerWords(row: TrailRow, names: SpeakerNames): string {
  const { operator, system, strategy, outcome } = row;
  if (operator === 0) return SYSTEMS[system] ?? 'Nobody: no session';
  const words = strategy === 0 ? personWords(row, names) : strategyWords(row, names);
  const isClaim = openingOf(row) !== null && outcome !== 'OK';
  return isClaim ? `${words}, as claimed` : words;
}
