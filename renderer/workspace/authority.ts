/**
 * What the one who sits here is offered: orders and acknowledgements of the desks that are theirs.
 * The core decides all the same; this only keeps away what it would refuse.
 */
import type { AccountRow, OperatorEntry } from '../../core/desk/messages.ts';
import type { Feed } from '../feed/feed.ts';
import { useFeed, useScalar, useSlow } from '../feed/hooks.ts';
import type { SignedIn } from '../feed/streams.ts';

/** Names of desks by subaccount, for as long as a list of rows is the newest. */
const desksOfRows = new WeakMap<readonly AccountRow[], ReadonlyMap<string, string>>();

function desksOf(rows: readonly AccountRow[]): ReadonlyMap<string, string> {
  const known = desksOfRows.get(rows);
  if (known !== undefined) return known;
  const names = new Map(rows.flatMap(({ depth, key, name }) => (depth === 1 ? [[key, name]] : [])));
  const leaves = rows.filter(({ depth }) => depth === 2);
  const desks = new Map(leaves.map(({ name, parent }) => [name, names.get(parent) ?? '']));
  desksOfRows.set(rows, desks);
  return desks;
}

/** The desk that a subaccount belongs to; empty where it is not known. */
export function deskOf(rows: readonly AccountRow[], subaccount: string): string {
  return desksOf(rows).get(subaccount) ?? '';
}

/** Traders act for their own desks, all of them where none is named; risk acts for everybody. */
export function mayActFor(
  signedIn: SignedIn | null,
  operators: readonly OperatorEntry[],
  desk: string,
  roles: readonly SignedIn['role'][],
): boolean {
  if (signedIn === null || !roles.includes(signedIn.role)) return false;
  if (signedIn.role !== 'trader') return true;
  const entry = operators.find(({ operator }) => operator === signedIn.operator);
  return entry !== undefined && (entry.desks.length === 0 || entry.desks.includes(desk));
}

type Roles = readonly SignedIn['role'][];
const REDUCES: Roles = ['trader', 'risk'];
const TRANSFERS: Roles = ['trader', 'treasurer'];
const SEES_ALL: Roles = ['compliance', 'auditor', 'risk', 'admin'];

/** Whether the security log is offered. */
export function maySeeSecurity(signedIn: SignedIn | null): boolean {
  return signedIn !== null && SEES_ALL.includes(signedIn.role);
}
const TRADES: Roles = ['trader'];

/** Whether who sits here may act in one of these roles for a subaccount. */
export function mayAct(
  feed: Feed,
  signedIn: SignedIn | null,
  subaccount: string,
  roles: Roles,
): boolean {
  const operators = feed.get('welcome')?.operators ?? [];
  const desk = deskOf(feed.rows.accounts.values(), subaccount);
  return mayActFor(signedIn, operators, desk, roles);
}

/** Whether its orders may be cancelled and its positions closed by who sits here now. */
export function mayReduceNow(feed: Feed, subaccount: string): boolean {
  return mayAct(feed, feed.get('signedIn'), subaccount, REDUCES);
}

function useMay(roles: Roles): (subaccount: string) => boolean {
  const feed = useFeed();
  const signedIn = useScalar('signedIn');
  useSlow('strip');
  return (subaccount) => mayAct(feed, signedIn, subaccount, roles);
}

/** Whether a subaccount's calls may be acknowledged, its orders cancelled, its positions closed. */
export function useMayReduce(): (subaccount: string) => boolean {
  return useMay(REDUCES);
}

/** Whether a subaccount's collateral may be moved to others of its account and from them. */
export function useMayTransfer(): (subaccount: string) => boolean {
  return useMay(TRANSFERS);
}

/** Whether a subaccount's margin mode may be changed. */
export function useMayMode(): (subaccount: string) => boolean {
  return useMay(REDUCES);
}

/** Whether margin may be moved into a subaccount's isolated positions and back out. */
export function useMayMargin(): (subaccount: string) => boolean {
  return useMay(TRADES);
}
