/** Margin by mode: what each would make of a subaccount, side by side, before a switch. */
import { notionalAtoms } from '../../venue/instruments/value.ts';
import { askedAtoms } from '../../venue/margin/collateral.ts';
import { isolatedInitialAtoms } from '../../venue/margin/isolating.ts';
import { positionLiquidationTicks } from '../../venue/margin/liquidation-price.ts';
import { compareModes, poolingBlock } from '../../venue/margin/mode.ts';
import { isTellable, readInMode, wholeFigures } from '../../venue/margin/mode-figures.ts';
import type { WholeFigures } from '../../venue/margin/mode-figures.ts';
import { rateOf, referenceAsset, underlyingMargin } from '../../venue/margin/pool.ts';
import type { PortfolioMargin } from '../../venue/margin/portfolio.ts';
import { outcomeSentence } from '../../venue/outcomes.ts';
import { at, isPooled } from '../../venue/state.ts';
import type { Position, Subaccount, SubaccountMode, VenueState } from '../../venue/state.ts';
import { healthText, NONE, NOT_APPLICABLE, signOf } from '../format.ts';
import type { ModeColumn, ModeComparison } from '../messages.ts';
import { positionInitialAtoms } from './buckets.ts';
import type { Scales } from './scales.ts';

const TITLES: Readonly<Record<SubaccountMode, string>> = {
  isolated: 'Isolated',
  cross: 'Cross',
  multiAsset: 'Multi-asset',
  portfolio: 'Portfolio',
};
const MODES = Object.keys(TITLES) as readonly SubaccountMode[];

interface Component {
  readonly name: string;
  readonly of: (margin: PortfolioMargin) => number;
  /** It is told where it is something alone: few books have it. */
  readonly isRare?: true;
}

/** Scan, basis and de-peg less what another underlying is credited for. Rules PM-06, VAR-59. */
function riskOf({ scanAtoms, creditAtoms, basisAtoms, depegAtoms }: PortfolioMargin): number {
  return scanAtoms - creditAtoms + basisAtoms + depegAtoms;
}

function isBound(margin: PortfolioMargin): boolean {
  return margin.minimumAtoms > riskOf(margin);
}

/** What factors make of the rest, of which concentration is one. Rules PM-05, VAR-57. */
function byFactors(margin: PortfolioMargin): number {
  const { initialAtoms, minimumAtoms, contingencyAtoms, feesAtoms } = margin;
  const asked = Math.max(riskOf(margin), minimumAtoms);
  return initialAtoms - asked - contingencyAtoms - feesAtoms;
}

const MINIMUM = 'Minimum';

const COMPONENTS: readonly Component[] = [
  { name: 'Price scan', of: ({ scanAtoms }) => scanAtoms },
  { name: 'Credit', of: ({ creditAtoms }) => 0 - creditAtoms, isRare: true },
  { name: 'Basis', of: ({ basisAtoms }) => basisAtoms, isRare: true },
  { name: 'De-peg', of: ({ depegAtoms }) => depegAtoms, isRare: true },
  { name: MINIMUM, of: ({ minimumAtoms }) => minimumAtoms },
  { name: 'Concentration, factors', of: byFactors, isRare: true },
  { name: 'Contingency', of: ({ contingencyAtoms }) => contingencyAtoms, isRare: true },
  { name: 'Fees of closing', of: ({ feesAtoms }) => feesAtoms },
];

/** No more are told one by one. */
const MOST_POSITIONS = 8;

type Figures = Omit<ModeColumn, 'mode' | 'title' | 'isNow' | keyof Refusal>;

const UNSAID: Figures = {
  equity: NOT_APPLICABLE,
  initial: NOT_APPLICABLE,
  maintenance: NOT_APPLICABLE,
  free: NOT_APPLICABLE,
  freeSign: 0,
  health: NOT_APPLICABLE,
  healthPpm: Number.MAX_SAFE_INTEGER,
  components: [],
  positions: [],
};

/**
 * What the positions ask as a portfolio by component, all underlyings together, and what stands
 * isolated beside it. Rule PM-06.
 */
function componentsOf(
  state: VenueState,
  scales: Scales,
  subaccount: Subaccount,
  { apartAtoms }: WholeFigures,
): ModeColumn['components'] {
  if (subaccount.mode !== 'portfolio') return [];
  const asset = referenceAsset(state);
  const margins = state.indices.flatMap(({ id }) => underlyingMargin(state, subaccount, id) ?? []);
  const parts = COMPONENTS.flatMap(({ name, of, isRare }) => {
    const atoms = margins.reduce((sum, margin) => sum + of(margin), 0);
    if (isRare === true && atoms === 0) return [];
    const binds = name === MINIMUM && margins.some(isBound);
    return [{ name, amount: scales.money(asset, atoms), binds }];
  });
  const amount = scales.moneyDue(asset, apartAtoms);
  const apart = { name: 'Isolated positions', amount, binds: false };
  return [...parts, ...(apartAtoms === 0 ? [] : [apart])];
}

/** Worth of a position in the reference, to list the largest first; nothing without a price. */
function worthOf(state: VenueState, { instrument: id, lots }: Position): number {
  const { scales, spec, markTicks } = at(state.instruments, id);
  const rate = rateOf(state, spec.settleAsset);
  if (rate === null || markTicks === 0) return 0;
  return askedAtoms(rate, notionalAtoms(scales, Math.abs(lots), markTicks));
}

/** In the reference, as all of the comparison; what a portfolio asks is of no position alone. */
function initialOf(state: VenueState, scales: Scales, subaccount: Subaccount, held: Position) {
  const instrument = at(state.instruments, held.instrument);
  const rate = rateOf(state, instrument.spec.settleAsset);
  if (subaccount.mode === 'portfolio' && held.mode === 'cross') return 'netted';
  if (rate === null) return NOT_APPLICABLE;
  const atoms =
    held.mode === 'isolated'
      ? isolatedInitialAtoms(instrument, held)
      : positionInitialAtoms(instrument, held);
  return scales.moneyDue(referenceAsset(state), askedAtoms(rate, atoms));
}

/** The largest positions, each with what it asks and where it is liquidated. */
function positionsOf(
  state: VenueState,
  scales: Scales,
  subaccount: Subaccount,
): ModeColumn['positions'] {
  const isHeld = ({ lots, instrument }: Position): boolean =>
    lots !== 0 && at(state.instruments, instrument).spec.contract !== 'spot';
  const held = subaccount.positions.filter(isHeld);
  const largest = held.toSorted((a, b) => worthOf(state, b) - worthOf(state, a));
  return largest.slice(0, MOST_POSITIONS).map((position) => {
    const instrument = at(state.instruments, position.instrument);
    const ticks = positionLiquidationTicks(state, subaccount, position);
    const size = scales.size(instrument, Math.abs(position.lots));
    return {
      instrument: instrument.spec.symbol,
      held: `${position.lots > 0 ? 'long' : 'short'} ${size}`,
      initial: initialOf(state, scales, subaccount, position),
      liquidation: scales.priceOr(instrument, ticks, NONE),
    };
  });
}

/** Of the subaccount in the mode in which it is read. */
function figuresText(state: VenueState, scales: Scales, subaccount: Subaccount): Figures {
  const asset = referenceAsset(state);
  const figures = wholeFigures(state, subaccount);
  const { equityAtoms, initialAtoms, maintenanceAtoms, healthPpm: ppm } = figures;
  const free = equityAtoms - initialAtoms;
  return {
    equity: scales.money(asset, equityAtoms),
    initial: scales.moneyDue(asset, initialAtoms),
    maintenance: scales.moneyDue(asset, maintenanceAtoms),
    free: scales.money(asset, free),
    freeSign: signOf(free),
    health: ppm === null ? NOT_APPLICABLE : healthText(ppm),
    healthPpm: ppm ?? Number.MAX_SAFE_INTEGER,
    positions: positionsOf(state, scales, subaccount),
    components: componentsOf(state, scales, subaccount, figures),
  };
}

type Refusal = Pick<ModeColumn, 'refusalCode' | 'refusalSentence'>;

/** As it stands by itself, and not behind a colon. */
function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const PASSES: Refusal = { refusalCode: '', refusalSentence: '' };

/** What a switch would be refused for, as the venue itself would. */
function refusalOf(
  state: VenueState,
  scales: Scales,
  subaccount: Subaccount,
  mode: SubaccountMode,
): Refusal {
  const isPool = isPooled(subaccount) || isPooled({ ...subaccount, mode });
  // Between cross and isolated only what is idle changes, and nothing is asked. Rule MODE-01.
  if (subaccount.mode === mode || !isPool) return PASSES;
  const block = poolingBlock(state, subaccount, mode);
  if (block !== null) {
    return { refusalCode: block, refusalSentence: asSentence(outcomeSentence(block)) };
  }
  const { before, after } = compareModes(state, subaccount, mode);
  const missing = Math.max(before.missingAtoms, after.missingAtoms);
  if (missing === 0) return PASSES;
  const asset = referenceAsset(state);
  const amount = `${scales.moneyDue(asset, missing)} ${scales.symbol(asset)}`;
  const sentence = outcomeSentence('MODE_NEEDS_MARGIN');
  return {
    refusalCode: 'MODE_NEEDS_MARGIN',
    refusalSentence: asSentence(`${sentence}; ${amount} is missing`),
  };
}

/** Now as it stands; in another mode as if all positions were in it, refused or not. */
function columnOf(
  state: VenueState,
  scales: Scales,
  subaccount: Subaccount,
  mode: SubaccountMode,
): ModeColumn {
  const isTold = isTellable(state, subaccount, mode);
  const read = (): Figures => figuresText(state, scales, subaccount);
  return {
    mode,
    title: TITLES[mode],
    isNow: subaccount.mode === mode,
    ...(isTold ? readInMode(state, subaccount, mode, read) : UNSAID),
    ...refusalOf(state, scales, subaccount, mode),
  };
}

/** By the venue's own functions, which are read and change nothing. Rule DESK-63. */
export function compareModesOf(
  state: VenueState,
  scales: Scales,
  subaccount: Subaccount,
): ModeComparison {
  const asset = referenceAsset(state);
  return {
    subaccount: subaccount.label,
    asset: asset === 0 ? '' : scales.symbol(asset),
    modes: MODES.map((mode) => columnOf(state, scales, subaccount, mode)),
  };
}
