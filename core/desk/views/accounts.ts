/** The accounts grid: firm, desk and subaccount, money rolled up, health by the worst child. */
import { initialMargin } from '../../venue/margin/buckets.ts';
import { accountOf } from '../../venue/state.ts';
import type { Subaccount, VenueState } from '../../venue/state.ts';
import { decimalText, healthText } from '../format.ts';
import type { AccountRow } from '../messages.ts';
import { bucketsOf, instrumentOf, NO_HEALTH, positionInitialAtoms } from './buckets.ts';
import type { Scene } from './scene.ts';
import { centsOf, worthOfAssets } from './values.ts';

/** Money in hundredths of the quote; added up for groups. */
interface Sums {
  equityCents: number;
  initialCents: number;
  maintenanceCents: number;
  freeCents: number;
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
    healthPpm: NO_HEALTH,
    level: 0,
    isLiquidating: false,
  };
}

/**
 * A subaccount's own sums. Free is what its cross buckets have beyond their initial margin: money
 * of isolated positions is not free, so free may be less than equity less initial.
 */
function sumsOf(state: VenueState, subaccount: Subaccount, worth: Worth): Sums {
  const sums = nothing();
  for (const { bucket, figures, healthPpm } of bucketsOf(state, subaccount)) {
    const { asset, instrument, call, liquidation } = bucket;
    const cents = (atoms: number): number => centsOf(worth, asset, atoms);
    sums.equityCents += cents(figures.equityAtoms);
    sums.maintenanceCents += cents(figures.maintenanceAtoms);
    sums.healthPpm = Math.min(sums.healthPpm, healthPpm);
    sums.level = Math.max(sums.level, call?.level ?? 0) as Sums['level'];
    sums.isLiquidating ||= liquidation !== null;
    if (instrument !== 0) continue;
    const { totalAtoms } = initialMargin(state, subaccount, asset, null);
    sums.initialCents += cents(totalAtoms);
    sums.freeCents += cents(figures.equityAtoms - totalAtoms);
  }
  for (const position of subaccount.positions) {
    if (position.mode !== 'isolated' || position.lots === 0) continue;
    const instrument = instrumentOf(state, position);
    const atoms = positionInitialAtoms(instrument, position);
    sums.initialCents += centsOf(worth, instrument.spec.settleAsset, atoms);
  }
  return sums;
}

/** Compartments do not add up: a group's health is that of its worst child. */
function take(group: Sums, child: Sums): void {
  group.equityCents += child.equityCents;
  group.initialCents += child.initialCents;
  group.maintenanceCents += child.maintenanceCents;
  group.freeCents += child.freeCents;
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
    health: healthText(sums.healthPpm),
    healthPpm: sums.healthPpm,
    level: sums.level,
    isLiquidating: sums.isLiquidating,
  };
}

/** Every row of the tree, groups before what is in them. Rule DESK-10. */
export function accountRows({ state, clients }: Scene): AccountRow[] {
  const worth = worthOfAssets(state);
  const groups = new Map<string, { readonly place: Place; readonly sums: Sums }>();
  const rows: AccountRow[] = [];
  const group = (place: Place): Sums => {
    const known = groups.get(place.key) ?? { place, sums: nothing() };
    groups.set(place.key, known);
    return known.sums;
  };
  for (const subaccount of clients) {
    const { id: account, label, kind } = accountOf(state, subaccount);
    const common = { mode: '', kind: kind.toUpperCase() } as const;
    const firm = `firm/${account}`;
    const desk = `desk/${account}/${subaccount.desk}`;
    const firmSums = group({ ...common, key: firm, parent: '', depth: 0, name: label });
    const deskSums = group({ ...common, key: desk, parent: firm, depth: 1, name: subaccount.desk });
    const sums = sumsOf(state, subaccount, worth);
    take(firmSums, sums);
    take(deskSums, sums);
    const mode = subaccount.mode === 'cross' ? 'C' : 'I';
    const key = `subaccount/${subaccount.id}`;
    const place = { ...common, key, parent: desk, depth: 2, name: subaccount.label, mode } as const;
    rows.push(rowOf(place, sums));
  }
  return [...[...groups.values()].map(({ place, sums }) => rowOf(place, sums)), ...rows];
}
