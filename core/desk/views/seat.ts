/** What a window's session has said of its orders: what goes when the window goes. */
import type { ArmedSwitch, Seat } from '../messages.ts';
import type { Scene } from './scene.ts';

/**
 * A window that lost its connection, or is loaded anew, has so long to come back: within it a
 * session that goes with its window keeps its orders. Rule DESK-53.
 */
export const GRACE_MS = 5_000;

export interface Seated {
  readonly session: number;
  /** The subaccount that the window looks at; empty for none. */
  readonly subaccount: string;
}

/** Null before anybody signed in. Rule DESK-52. */
export function seatOf(
  scene: Scene,
  { session, subaccount }: Seated,
  nameOf: (operator: number) => string,
): Seat | null {
  const { sessions, subaccounts, switches } = scene.state;
  const own = sessions[session - 1];
  if (own === undefined) return null;
  const armed = switches.flatMap((one): ArmedSwitch[] => {
    const label = subaccounts[one.subaccount - 1]?.label ?? '';
    const isOwn = one.session === session;
    if (!isOwn && (label === '' || label !== subaccount)) return [];
    const by = sessions[one.session - 1];
    const who = by === undefined || by.operator === 0 ? (by?.system ?? '') : nameOf(by.operator);
    return [{ subaccount: label, dueUs: one.dueUs, by: who, isOwn }];
  });
  const isCounted = own.cancelOnDisconnect || armed.length > 0;
  return {
    session,
    cancelOnDisconnect: own.cancelOnDisconnect,
    graceMs: GRACE_MS,
    orders: isCounted ? ordersOf(scene, session) : 0,
    switches: armed,
  };
}

function ordersOf({ orders }: Scene, session: number): number {
  let count = 0;
  for (const placed of orders) {
    for (const order of placed) if (order.session === session) count += 1;
  }
  return count;
}
