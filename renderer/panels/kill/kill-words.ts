/** The words of the kill switch: what may be stopped, what that does and who undoes it. */
import type { KillChoice, KillRow } from '../../../core/desk/messages.ts';
import type { Role, SignedIn } from '../../feed/streams.ts';
import { timeOfDay } from '../../text/times.ts';

/** What is typed in the place of holding the button. */
export const WORD = 'KILL';

const USED_BY: readonly Role[] = ['trader', 'risk', 'admin'];

/** Nobody else is offered the switch; the core says for which scopes it is theirs. */
export function mayKill(signedIn: SignedIn | null): boolean {
  return signedIn !== null && USED_BY.includes(signedIn.role);
}

/** Closing is for who trades or watches the risk; an admin stops the venue and closes nothing. */
export function mayFlatten(signedIn: SignedIn | null): boolean {
  return signedIn?.role === 'trader' || signedIn?.role === 'risk';
}

export function choiceKey({ scope, name }: Pick<KillChoice, 'scope' | 'name'>): string {
  return `${scope} ${name}`;
}

/** As a choice is named on its button; one of a strategy is chosen by its own name. */
export function choiceTitle({ scope, name }: KillChoice): string {
  return scope === 'venue' ? 'Venue' : name;
}

/** "1 account", "5 positions". */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

const RELEASED_BY: Partial<Readonly<Record<Role, string>>> = {
  trader: 'A trader of the same desk or risk releases it.',
  risk: 'Only risk releases it.',
  admin: 'An admin or risk releases it.',
};

/** Who undoes what somebody of this role engages. */
export function releaseWords(role: Role | undefined): string {
  return (role === undefined ? undefined : RELEASED_BY[role]) ?? '';
}

/** Who stopped it, and when if this core has seen it. */
export function byWords({ by, role, engagedUs }: KillRow): string {
  return `${by}, ${role}${engagedUs === 0 ? '' : `, ${timeOfDay(engagedUs)}`}`;
}

/** A strategy's stop is not of what a person places by hand. */
export interface Placed {
  readonly subaccount: string;
  readonly desk: string;
  readonly account: string;
}

/** The widest that stops orders by hand of a subaccount; undefined where none does. */
export function killOf(
  kills: readonly KillRow[],
  { subaccount, desk, account }: Placed,
): KillRow | undefined {
  const names = { subaccount, desk, account, venue: '' } as const;
  for (const scope of ['venue', 'account', 'desk', 'subaccount'] as const) {
    const found = kills.find((kill) => kill.scope === scope && kill.name === names[scope]);
    if (found !== undefined) return found;
  }
  return undefined;
}
