/** The accounts grid: firm, desk and subaccount, money rolled up, health by the worst child. */
import { notionalAtoms, unrealisedAtoms } from '../../venue/instruments/value.ts';
import { accountOf } from '../../venue/state.ts';
import type { Position, VenueState } from '../../venue/state.ts';
import { decimalText, healthText, signedText, signOf } from '../format.ts';
import type { AccountRow } from '../messages.ts';
import { instrumentOf, NO_HEALTH, positionInitialAtoms } from './buckets.ts';
import type { BucketView, ClientFigures } from './buckets.ts';
import { centsOf, worthOfAssets } from './values.ts';

export const MODE_LETTERS = { cross: 'C', isolated: 'I', portfolio: 'P', multiAsset: 'M' } as const;

/** Money in hundredths of the quote; added up for groups. */
interface Sums {
  equityCents: number;
  initialCents: number;
  maintenanceCents: number;
  freeCents: number;
  grossCents: number;
  unrealisedCents: number;
  realisedCents: number;
  healthPpm: number;
  level: 0 | 1 | 2 | 3;
  isLiquidating: boolean;
}

type Worth = ReturnType<typeof worthOfAssets>;

function nothing(): Sums {
  return {
    equityCents: 0,
    initialCents: 0,
    maintenanceCents: 0,
    freeCents: 0,
    grossCents: 0,
    unrealisedCents: 0,
    realisedCents: 0,
    healthPpm: NO_HEALTH,
    level: 0,
    isLiquidating: false,
  };
}

function take(sums: Sums, { bucket, figures, healthPpm }: BucketView, worth: Worth): void {
  const { asset, call, liquidation } = bucket;
  sums.equityCents += centsOf(worth, asset, figures.equityAtoms);
  sums.maintenanceCents += centsOf(worth, asset, figures.maintenanceAtoms);
  sums.healthPpm = Math.min(sums.healthPpm, healthPpm);
  sums.level = Math.max(sums.level, call?.level ?? 0) as Sums['level'];
  sums.isLiquidating ||= liquidation !== null;
}

/** What was realised stays when the position is closed; value and result need a mark. */
function takePosition(sums: Sums, state: VenueState, position: Position, worth: Worth): void {
  const { lots, realisedAtoms } = position;
  if (lots === 0 && realisedAtoms === 0) return;
  const { spec, scales, markTicks } = instrumentOf(state, position);
  const asset = spec.settleAsset;
  sums.realisedCents += centsOf(worth, asset, realisedAtoms);
  if (lots === 0 || markTicks === 0) return;
  sums.grossCents += centsOf(worth, asset, notionalAtoms(scales, Math.abs(lots), markTicks));
  sums.unrealisedCents += centsOf(worth, asset, unrealisedAtoms(scales, position, markTicks));
}

/**
 * A subaccount's own sums. Free is what its cross buckets have beyond their initial margin: money
 * of isolated positions is not free, so free may be less than equity less initial.
 */
function sumsOf(state: VenueState, client: ClientFigures, worth: Worth): Sums {
  const sums = nothing();
  for (const { balance, cross, initialAtoms } of client.assets) {
    take(sums, cross, worth);
    const { asset } = balance;
    sums.initialCents += centsOf(worth, asset, initialAtoms);
    sums.freeCents += centsOf(worth, asset, cross.figures.equityAtoms - initialAtoms);
  }
  for (const { position, instrument, view } of client.isolated) {
    take(sums, view, worth);
    const atoms = positionInitialAtoms(instrument, position);
    sums.initialCents += centsOf(worth, instrument.spec.settleAsset, atoms);
  }
  for (const position of client.subaccount.positions) takePosition(sums, state, position, worth);
  return sums;
}

/** Compartments do not add up: a group's health is that of its worst child. */
function join(group: Sums, child: Sums): void {
  group.equityCents += child.equityCents;
  group.initialCents += child.initialCents;
  group.maintenanceCents += child.maintenanceCents;
  group.freeCents += child.freeCents;
  group.grossCents += child.grossCents;
  group.unrealisedCents += child.unrealisedCents;
  group.realisedCents += child.realisedCents;
  group.healthPpm = Math.min(group.healthPpm, child.healthPpm);
  group.level = Math.max(group.level, child.level) as Sums['level'];
  group.isLiquidating ||= child.isLiquidating;
}

type Place = Pick<AccountRow, 'key' | 'parent' | 'depth' | 'name' | 'mode' | 'kind'>;

function whole(cents: number): string {
  return decimalText(cents, 2, 0);
}

function rowOf(place: Place, sums: Sums): AccountRow {
  return {
    ...place,
    equity: whole(sums.equityCents),
    initial: whole(sums.initialCents),
    maintenance: whole(sums.maintenanceCents),
    free: whole(sums.freeCents),
    gross: whole(sums.grossCents),
    unrealised: signedText(sums.unrealisedCents, 2),
    unrealisedSign: signOf(sums.unrealisedCents),
    realised: signedText(sums.realisedCents, 2),
    realisedSign: signOf(sums.realisedCents),
    health: healthText(sums.healthPpm),
    healthPpm: sums.healthPpm,
    level: sums.level,
    isLiquidating: sums.isLiquidating,
  };
}

/** The tree, filled subaccount by subaccount; its groups are whole when all are in. */
export class AccountTree {
  readonly #worth: Worth;
  readonly #groups = new Map<string, { readonly place: Place; readonly sums: Sums }>();

  constructor(state: VenueState) {
    this.#worth = worthOfAssets(state);
  }

  /** Takes in one subaccount; its row. Rule DESK-10. */
  add(state: VenueState, client: ClientFigures): AccountRow {
    const { subaccount } = client;
    const { id: account, label, kind } = accountOf(state, subaccount);
    const common = { mode: '', kind: kind.toUpperCase() } as const;
    const firm = `firm/${account}`;
    const desk = `desk/${account}/${subaccount.desk}`;
    const sums = sumsOf(state, client, this.#worth);
    join(this.#group({ ...common, key: firm, parent: '', depth: 0, name: label }), sums);
    const deskPlace = { ...common, key: desk, parent: firm, depth: 1, name: subaccount.desk };
    join(this.#group(deskPlace as Place), sums);
    const mode = MODE_LETTERS[subaccount.mode];
    const key = `subaccount/${subaccount.id}`;
    return rowOf({ ...common, key, parent: desk, depth: 2, name: subaccount.label, mode }, sums);
  }

  /** Rows of the firms and desks that were met. */
  groups(): AccountRow[] {
    return [...this.#groups.values()].map(({ place, sums }) => rowOf(place, sums));
  }

  #group(place: Place): Sums {
    const known = this.#groups.get(place.key) ?? { place, sums: nothing() };
    this.#groups.set(place.key, known);
    return known.sums;
  }
}
