/** Switches that cancel many orders at once, as the state has them. */
import type { KillScope, Role } from '../commands.ts';

/** All orders of a subaccount, or of a session where it is 0, go unless it is put off again. */
export interface DeadMansSwitch {
  /** Who armed it last. */
  readonly session: number;
  readonly subaccount: number;
  readonly dueUs: number;
}

/** An engaged kill switch: nothing new is taken from what it stops. */
export interface Kill {
  readonly id: number;
  readonly scope: KillScope;
  /** Number of the strategy, subaccount or account; 0 of a desk and of the venue. */
  readonly subject: number;
  /** Empty but of a desk. */
  readonly desk: string;
  readonly operator: number;
  readonly role: Role;
}
