/**
 * The liquidation ladder: at which price each position goes if everything else stands still, how
 * far from the mark that is, and how much goes with it. The prices are those that the grid of
 * positions was built with: nothing is worked out twice, however many windows look.
 */
import { notionalAtoms } from '../../venue/instruments/value.ts';
import { mulDivRound, PPM } from '../../venue/numbers.ts';
import { accountOf } from '../../venue/state.ts';
import type { Instrument, Position, Subaccount } from '../../venue/state.ts';
import { bucketOf } from '../../venue/margin/buckets.ts';
import { decimalText, signedText } from '../format.ts';
import type { LiquidationBand, LiquidationLadder, LiquidationRow, Watch } from '../messages.ts';
import { clientNamed, instrumentNamed } from './buckets.ts';
import { firstInLine } from './first-in-line.ts';
import { kindText } from './scene.ts';
import type { Scene } from './scene.ts';
import { centsOf, worthOfAssets } from './values.ts';

/** So many of each side are told, the nearest; the rest is in the sums. */
export const ROWS_PER_SIDE = 25;
/** Parts of the drawing on each side of the mark. */
export const STEPS = 20;
/** How far the drawing may go, in per cent; the first that has room for most. */
const SPANS = [2, 5, 10, 20, 50] as const;
/** Distances of which sums are told, in per cent. */
const BANDS = [1, 2, 5, 10, 20, 50] as const;
const PPM_PER_PERCENT = PPM / 100;
const WHOLE = 1_000;
const CENT_DECIMALS = 2;

/** An open position and the price at which it is liquidated; 0 where none does it. */
export interface Threatened {
  readonly subaccount: Subaccount;
  readonly instrument: Instrument;
  readonly position: Position;
  /** Signed, as the price was worked out with. */
  readonly lots: number;
  readonly liquidationTicks: number;
}

/** What the newest whole pass over all positions found, by instrument and by subaccount. */
export class Liquidations {
  #byInstrument = new Map<number, Threatened[]>();
  #next = new Map<number, Threatened[]>();

  /** One position of the pass that is under way. */
  note(threatened: Threatened): void {
    const { id } = threatened.instrument;
    const known = this.#next.get(id);
    if (known === undefined) this.#next.set(id, [threatened]);
    else known.push(threatened);
  }

  /** The pass is whole: from now on it is what windows are told. */
  finish(): void {
    this.#byInstrument = this.#next;
    this.#next = new Map();
  }

  in(instrument: number): readonly Threatened[] {
    return this.#byInstrument.get(instrument) ?? [];
  }

  of(subaccount: Subaccount): readonly Threatened[] {
    const all = [...this.#byInstrument.values()].flat();
    return all.filter((one) => one.subaccount.id === subaccount.id);
  }
}

/** One with its figures as the marks are now. */
interface Placed extends Threatened {
  /** From the mark to its price, in 1e-6 of the mark, with a sign. */
  readonly awayPpm: number;
  /** The same on the way that goes against it: below zero where the mark is past it. */
  readonly distancePpm: number;
  readonly cents: number;
}

function placed(scene: Scene, all: readonly Threatened[]): Placed[] {
  const worth = worthOfAssets(scene.state);
  return all.flatMap((one): Placed[] => {
    const { position, lots, instrument, liquidationTicks } = one;
    const { markTicks, scales, spec } = instrument;
    const isGone = position.lots === 0;
    if (isGone || liquidationTicks === 0 || markTicks === 0) return [];
    // What lies so far away that a per mille says nothing is as far as a number goes.
    const times = Math.min(liquidationTicks / markTicks, PPM);
    const awayPpm = Math.round((times - 1) * PPM);
    const atoms = notionalAtoms(scales, Math.abs(lots), markTicks);
    const cents = centsOf(worth, spec.settleAsset, atoms);
    return [{ ...one, awayPpm, distancePpm: -Math.sign(lots) * awayPpm, cents }];
  });
}

/** Of ties the larger, then by number: a list that stands still while nothing changes. */
function nearestFirst(a: Placed, b: Placed): number {
  const byNumber = a.subaccount.id - b.subaccount.id || a.instrument.id - b.instrument.id;
  return a.distancePpm - b.distancePpm || b.cents - a.cents || byNumber;
}

function within(side: readonly Placed[], percent: number): Placed[] {
  return side.filter(({ distancePpm }) => distancePpm <= percent * PPM_PER_PERCENT);
}

/**
 * The least span that has room for two thirds of what has a price, and for the nearest of either
 * side; the widest where none has.
 */
function spanPercent(sides: readonly (readonly Placed[])[]): number {
  const all = sides.flat();
  const holds = (percent: number): boolean =>
    3 * within(all, percent).length >= 2 * all.length &&
    sides.every((side) => side.length === 0 || within(side, percent).length > 0);
  return SPANS.find(holds) ?? SPANS.at(-1)!;
}

function sumCents(side: readonly Placed[]): number {
  return side.reduce((sum, { cents }) => sum + cents, 0);
}

/** How many go, and how much with them, until each of some distances. */
function bandsOf([above, below]: readonly [Placed[], Placed[]], unit: Unit): LiquidationBand[] {
  return BANDS.map((percent) => {
    const [shorts, longs] = [within(above, percent), within(below, percent)];
    return {
      percent,
      above: unit.of(sumCents(shorts)),
      aboveCount: shorts.length,
      below: unit.of(sumCents(longs)),
      belowCount: longs.length,
    };
  });
}

/** What goes until each step away from the mark, added up, in hundredths of the quote. */
function cumulative(side: readonly Placed[], percent: number): number[] {
  const perStep = (percent * PPM_PER_PERCENT) / STEPS;
  const steps = Array.from({ length: STEPS }, () => 0);
  for (const { distancePpm, cents } of side) {
    const step = Math.max(0, Math.ceil(distancePpm / perStep) - 1);
    if (step < STEPS) steps[step] = steps[step]! + cents;
  }
  let sum = 0;
  return steps.map((cents) => (sum += cents));
}

/** What values are told in, by what the largest is at least: a power of ten, in the quote. */
const UNITS = [
  { leastCents: 100_000_000, places: 6, mark: 'm' },
  { leastCents: 1_000_000, places: 3, mark: 'k' },
  { leastCents: 0, places: 0, mark: '' },
] as const;

interface Unit {
  readonly mark: LiquidationLadder['unit'];
  readonly of: (cents: number) => string;
}

/** One unit for all of a list, so that its figures can be compared. */
function unitFor(mostCents: number): Unit {
  const { places, mark } = UNITS.find(({ leastCents }) => mostCents >= leastCents)!;
  return { mark, of: (cents) => decimalText(cents, places + CENT_DECIMALS, 2) };
}

function levelOf({ state }: Scene, { subaccount, position }: Threatened): LiquidationRow['level'] {
  return (bucketOf(state, subaccount, position).call?.level ?? 0) as LiquidationRow['level'];
}

function rowOf(
  scene: Scene,
  one: Placed,
  valueOf: (cents: number) => string,
  most: number,
): LiquidationRow {
  const { subaccount, instrument, liquidationTicks, awayPpm, cents } = one;
  return {
    key: `${subaccount.id}/${instrument.id}`,
    subaccount: subaccount.label,
    accountKind: kindText(scene.state, subaccount),
    instrument: instrument.spec.symbol,
    price: scene.scales.price(instrument, liquidationTicks),
    away: signedText(awayPpm, 4, 2),
    awayPpm,
    value: valueOf(cents),
    share: most === 0 ? 0 : mulDivRound(cents, WHOLE, most),
    level: levelOf(scene, one),
  };
}

/** All of the venue in one instrument, or all that one subaccount holds. Rule DESK-70. */
function lookedAt(scene: Scene, all: Liquidations, watch: Watch): readonly Threatened[] | null {
  const { state, clients } = scene;
  const instrument = instrumentNamed(state, watch.instrument);
  if (instrument === undefined) return null;
  if (watch.liquidations === 'venue') return all.in(instrument.id);
  const subaccount = clientNamed(clients, watch.subaccount);
  return subaccount === undefined ? null : all.of(subaccount);
}

/** Null where nobody asked, or what was asked about is not there. Rules DESK-70, DESK-71. */
export function liquidationLadder(
  scene: Scene,
  known: Liquidations,
  watch: Watch,
): LiquidationLadder | null {
  const { liquidations: scope } = watch;
  const threatened = scope === undefined ? null : lookedAt(scene, known, watch);
  if (scope === undefined || threatened === null) return null;
  const { state, scales } = scene;
  const instrument = instrumentNamed(state, watch.instrument)!;
  const all = placed(scene, threatened).toSorted(nearestFirst);
  const above = all.filter(({ lots }) => lots < 0);
  const below = all.filter(({ lots }) => lots > 0);
  const percent = spanPercent([above, below]);
  const sums = [above, below].map((side) => cumulative(side, percent));
  const full = Math.max(0, ...sums.map((side) => side.at(-1) ?? 0));
  const most = Math.max(0, ...all.map(({ cents }) => cents));
  const unit = unitFor(most);
  const row = (one: Placed): LiquidationRow => rowOf(scene, one, unit.of, most);
  const shareOf = (cents: number): number => (full === 0 ? 0 : mulDivRound(cents, WHOLE, full));
  // What is held elsewhere is margined there, and stands in nobody's line here.
  const isOurs = ({ subaccount }: Placed): boolean =>
    accountOf(state, subaccount).kind !== 'observed';
  const first = all.find(isOurs);
  return {
    instrument: instrument.spec.symbol,
    scope,
    subaccount: scope === 'venue' ? '' : (watch.subaccount ?? ''),
    mark: scales.priceOr(instrument, instrument.markTicks, ''),
    unit: unit.mark,
    spanPercent: percent,
    above: above.slice(0, ROWS_PER_SIDE).map(row),
    below: below.slice(0, ROWS_PER_SIDE).map(row),
    aboveCount: above.length,
    belowCount: below.length,
    unthreatened: threatened.filter(({ liquidationTicks }) => liquidationTicks === 0).length,
    aboveShares: sums[0]!.map(shareOf),
    belowShares: sums[1]!.map(shareOf),
    full: unit.of(full),
    bands: bandsOf([above, below], unit),
    first: first === undefined ? null : firstInLine(scene, first),
  };
}
