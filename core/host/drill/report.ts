/** A drill as people read it: who did what when, what came of it, and why it failed if it did. */
import type { PresentedEvent } from '../../sequencer/admission/presenter.ts';
import { formatTimeUs } from '../../sequencer/admission/time.ts';
import type { EventKind } from '../../venue/events.ts';
import { written } from './compare.ts';
import { shownView } from './expect.ts';
import { seconds } from './market.ts';
import { BOOK_SUBACCOUNT, TAPE_SUBACCOUNT } from './organisation.ts';
import type { DrillFailure, DrillResult, Moment } from './run.ts';
import type { Action } from './schema.ts';

/** Said so often, or so little, that a timeline is better without. */
const QUIET: readonly EventKind[] = [
  'command.refused',
  'funding.sampled',
  'order.accepted',
  'order.rested',
  'session.opened',
  'trade',
];
/** Columns that only a machine needs. */
const DULL = ['order', 'trade', 'strategy', 'session', 'subaccount'];

function isNotable({ kind, columns }: PresentedEvent): boolean {
  const who = columns['subaccount'] ?? '';
  return !QUIET.includes(kind) && who !== BOOK_SUBACCOUNT && who !== TAPE_SUBACCOUNT;
}

function eventLine(event: PresentedEvent): string {
  const { columns, kind } = event;
  const who = 'subaccount' in columns ? `${columns['subaccount']} ` : '';
  const told = Object.entries(columns).filter(
    ([name, value]) => !DULL.includes(name) && value !== 'none',
  );
  return `${clock(event.timeUs)}  . ${kind} ${who}${shownView(Object.fromEntries(told))}`;
}

/** The time of day; the day stands above. */
function clock(timeUs: number): string {
  return formatTimeUs(timeUs).slice(11, -1).padEnd(8);
}

const PLAIN_FIELDS = ['subaccount', 'symbol', 'side', 'type', 'asset', 'account'];

function fieldsText(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => {
      const text = written(value);
      return PLAIN_FIELDS.includes(name) ? text : `${name} ${text}`;
    })
    .join(' ');
}

function actionText(action: Action): string {
  switch (action.is) {
    case 'observe':
      return `the feeds see ${fieldsText(action.prices)}`;
    case 'book': {
      const sides = Object.entries(action.quotes).map(
        ([symbol, { bids, asks }]) =>
          `${symbol} bids ${JSON.stringify(bids)} asks ${JSON.stringify(asks)}`,
      );
      return `the house quotes ${sides.join('; ').replaceAll('"', '')}`;
    }
    case 'tape':
      return `the tape prints ${Object.entries(action.trades)
        .map(([symbol, { side, price, quantity }]) => `${symbol} ${side} ${quantity} at ${price}`)
        .join('; ')}`;
    case 'wait': {
      const silent = action.stale.length === 0 ? '' : `, no feed of ${action.stale.join(', ')}`;
      return `${seconds(action.durationUs)} pass${silent}`;
    }
    case 'expect':
      return `as expected: ${Object.keys(action.expectations).join('; ')}`;
    case 'command':
      return `${action.as}: ${action.kind} ${fieldsText(action.fields)}`;
  }
}

/** Of a kind that a moment has many of, so many are told and the rest counted. */
const MOST_OF_A_KIND = 12;

function eventLines(events: readonly PresentedEvent[]): string[] {
  const counts = new Map<EventKind, number>();
  const lines: string[] = [];
  for (const event of events) {
    const count = (counts.get(event.kind) ?? 0) + 1;
    counts.set(event.kind, count);
    if (count <= MOST_OF_A_KIND) lines.push(eventLine(event));
  }
  for (const [kind, count] of counts) {
    if (count > MOST_OF_A_KIND) {
      lines.push(`          . ${kind}, and so ${count - MOST_OF_A_KIND} more`);
    }
  }
  return lines;
}

function momentLines({ step, timeUs, outcome, events }: Moment, failed: boolean): string[] {
  const { action, note, round, rounds } = step;
  // Of many rounds that went well the first is enough.
  if (round > 1 && !failed) return [];
  const lines: string[] = [];
  if (note !== '') lines.push('', `          ${note}`);
  const often = round === 1 && rounds > 1 ? `, and so ${rounds} times` : '';
  const end = `${outcome === '' ? '' : ` -> ${outcome}`}${often}`;
  const text = failed
    ? actionText(action).replace('as expected', 'NOT AS EXPECTED')
    : actionText(action);
  lines.push(`${clock(timeUs)}  ${text}${end}`);
  lines.push(...eventLines(events.filter(isNotable)));
  return lines;
}

/** Why and where a drill failed, with what was expected and what was seen. */
export function failureLines(file: string, failure: DrillFailure): string[] {
  const { code, step, line, sequence, mismatches } = failure;
  const where = step === 0 ? 'before the first step' : `step ${step}`;
  const head = `FAILED ${code} in ${file}:${line}, ${where}, at sequence ${sequence}`;
  const lines = mismatches.flatMap(({ what, expected, seen }) => [
    `  ${what}`,
    `    expected  ${expected}`,
    `    seen      ${seen}`,
  ]);
  return [head, ...lines];
}

/** The whole timeline of one drill. */
export function timeline(file: string, result: DrillResult): string {
  const { drill, moments, failure, commands, events } = result;
  const rules = drill.rules.length === 0 ? '' : `  [${drill.rules.join(' ')}]`;
  const lines = [
    `${drill.name}${rules}`,
    ...drill.about.trim().split('\n'),
    formatTimeUs(drill.startUs).slice(0, 10),
    ...moments.flatMap((moment, n) =>
      momentLines(moment, failure !== null && n === moments.length - 1),
    ),
    '',
    ...(failure === null ? ['ok'] : failureLines(file, failure)),
    `${commands} commands, ${events} events, state ${result.stateHash}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The same for a machine, without the timeline. */
export function summary(file: string, result: DrillResult): Record<string, unknown> {
  const { drill, failure, commands, events, moments } = result;
  return {
    file,
    name: drill.name,
    rules: drill.rules,
    ok: failure === null,
    steps: moments.length,
    commands,
    events,
    stateHash: result.stateHash,
    failure,
  };
}
