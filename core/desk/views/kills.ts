/** Engaged kill switches: what each stops, who engaged it and when. */
import type { KillScope } from '../../venue/commands.ts';
import type { VenueEvent } from '../../venue/events.ts';
import type { Kill, VenueState } from '../../venue/state.ts';
import type { KillRow } from '../messages.ts';

/** When a kill was engaged, in venue time; not known of one from before this core's first event. */
export type KillTimes = ReadonlyMap<number, number>;

type Subject = Pick<Kill, 'scope' | 'subject' | 'desk'>;

/** The name of what is stopped; empty of the venue. */
export function subjectName(state: VenueState, { scope, subject, desk }: Subject): string {
  const { strategies, subaccounts, accounts } = state;
  const labelled = { strategy: strategies, subaccount: subaccounts, account: accounts } as const;
  if (scope in labelled) return labelled[scope as keyof typeof labelled][subject - 1]?.label ?? '';
  return desk;
}

/** "the desk Volatility", "the venue": what is stopped, within a sentence. */
export function subjectWords(state: VenueState, subject: Subject): string {
  if (subject.scope === 'venue') return 'the venue';
  return `the ${subject.scope} ${subjectName(state, subject)}`;
}

/** What an event of an engaged switch says is stopped. */
export function engagedWords(state: VenueState, event: VenueEvent): string {
  const number = (column: string): number => Number(event[column] ?? 0);
  const scope = event['scope'] as KillScope;
  const first = state.subaccounts[number('subaccount') - 1];
  if (scope === 'order') return `order ${number('order')} of ${first?.label ?? ''}`;
  // Of a desk the event names the first subaccount.
  const subject =
    scope === 'desk' || scope === 'venue'
      ? 0
      : number('strategy') + number('subaccount') + number('account');
  return subjectWords(state, { scope, subject, desk: first?.desk ?? '' });
}

export function killRows(
  state: VenueState,
  nameOf: (operator: number) => string,
  times: KillTimes,
): KillRow[] {
  return state.kills.map((kill) => ({
    key: String(kill.id),
    kill: kill.id,
    scope: kill.scope,
    name: subjectName(state, kill),
    words: subjectWords(state, kill),
    by: nameOf(kill.operator),
    role: kill.role,
    engagedUs: times.get(kill.id) ?? 0,
  }));
}
