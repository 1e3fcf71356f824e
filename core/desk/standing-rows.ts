/** How each instrument stands, where own orders stand in their queues, and what a session fears. */
import type { InstrumentState } from '../venue/choices.ts';
import type { OrderPermission } from '../venue/pricing/permissions.ts';

/** What an instrument takes now, why, since when, and what an auction would trade. */
export interface StandingRow {
  readonly key: string;
  readonly instrument: string;
  /** Its own state; its index may allow less. */
  readonly state: InstrumentState;
  /** What new orders are taken, by both. */
  readonly orders: OrderPermission;
  /** Orders are collected for one price. */
  readonly isCollecting: boolean;
  /** "Halted": a word or two. */
  readonly title: string;
  /** Who or what brought it there; empty while it is open. */
  readonly why: string;
  /** What is still possible, in a sentence; empty while everything is. */
  readonly takes: string;
  /** Venue time; 0 where this core has not seen it. */
  readonly sinceUs: number;
  /** When a call or a phase ends; 0 where none runs, or it waits. */
  readonly untilUs: number;
  /** The call has had its one extension. */
  readonly isExtended: boolean;
  /** At what the collected orders would trade, and how much; empty where none cross. */
  readonly indicative: string;
  readonly indicativeTicks: number;
  readonly indicativeSize: string;
  /** What would find nobody at that price, and whose side it is. */
  readonly surplus: string;
  readonly surplusSide: '' | 'BUY' | 'SELL';
  /** What a person may have it do from here. */
  readonly moves: readonly InstrumentMove[];
}

/** One person lowers, two resume. */
export type InstrumentMove = 'halt' | 'reduceOnly' | 'auction' | 'resume';

/** Where the selected subaccount's resting orders stand. */
export interface Queue {
  readonly subaccount: string;
  readonly places: readonly QueuePlace[];
}

/** Lots that are shown before an order at its price, and all that is shown there. */
export interface QueuePlace {
  readonly order: number;
  readonly ahead: string;
  readonly of: string;
}

/** What this window's session has said of its orders. */
export interface Seat {
  readonly session: number;
  readonly cancelOnDisconnect: boolean;
  /** So long after its connection went its orders do. */
  readonly graceMs: number;
  /** Live orders that it placed; counted where something would take them. */
  readonly orders: number;
  /** Those that the session armed, and that of the subaccount that the window looks at. */
  readonly switches: readonly ArmedSwitch[];
}

/** A dead man's switch that is armed. */
export interface ArmedSwitch {
  /** Whose orders go; empty of those that the session placed. */
  readonly subaccount: string;
  /** Venue time. */
  readonly dueUs: number;
  readonly by: string;
  /** This session armed it last. */
  readonly isOwn: boolean;
}
