/** Margin by mode: what each would make of a subaccount, side by side, before a switch. */
import { compareModes, poolingBlock } from '../../venue/margin/mode.ts';
import { isTellable, readInMode, wholeFigures } from '../../venue/margin/mode-figures.ts';
import type { WholeFigures } from '../../venue/margin/mode-figures.ts';
import { referenceAsset, underlyingMargin } from '../../venue/margin/pool.ts';
import type { PortfolioMargin } from '../../venue/margin/portfolio.ts';
import { outcomeSentence } from '../../venue/outcomes.ts';
import { isPooled } from '../../venue/state.ts';
import type { Subaccount, SubaccountMode, VenueState } from '../../venue/state.ts';
import { healthText, NOT_APPLICABLE, signOf } from '../format.ts';
import type { ModeColumn, ModeComparison } from '../messages.ts';
import type { Scales } from './scales.ts';

const TITLES: Readonly<Record<SubaccountMode, string>> = {
  isolated: 'Isolated',
  cross: 'Cross',
  multiAsset: 'Multi-asset',
  portfolio: 'Portfolio',
};
const MODES = Object.keys(TITLES) as readonly SubaccountMode[];

const COMPONENTS: readonly (readonly [string, (margin: PortfolioMargin) => number])[] = [
  ['Price scan', ({ scanAtoms }) => scanAtoms],
  ['Basis', ({ basisAtoms }) => basisAtoms],
  ['De-peg', ({ depegAtoms }) => depegAtoms],
  ['Minimum', ({ minimumAtoms }) => minimumAtoms],
  ['Fees of closing', ({ feesAtoms }) => feesAtoms],
];

type Figures = Pick<
  ModeColumn,
  'equity' | 'initial' | 'maintenance' | 'free' | 'freeSign' | 'health' | 'components'
>;

const UNSAID: Figures = {
  equity: NOT_APPLICABLE,
  initial: NOT_APPLICABLE,
  maintenance: NOT_APPLICABLE,
  free: NOT_APPLICABLE,
  freeSign: 0,
  health: NOT_APPLICABLE,
  components: [],
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
  const parts = COMPONENTS.map(([name, of]) => {
    const atoms = margins.reduce((sum, margin) => sum + of(margin), 0);
    return { name, amount: scales.money(asset, atoms) };
  });
  const apart = { name: 'Isolated positions', amount: scales.moneyDue(asset, apartAtoms) };
  return [...parts, ...(apartAtoms === 0 ? [] : [apart])];
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
    components: componentsOf(state, scales, subaccount, figures),
  };
}

type Refusal = Pick<ModeColumn, 'refusalCode' | 'refusalSentence'>;

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
  if (block !== null) return { refusalCode: block, refusalSentence: outcomeSentence(block) };
  const { before, after } = compareModes(state, subaccount, mode);
  const missing = Math.max(before.missingAtoms, after.missingAtoms);
  if (missing === 0) return PASSES;
  const asset = referenceAsset(state);
  const amount = `${scales.moneyDue(asset, missing)} ${scales.symbol(asset)}`;
  const sentence = outcomeSentence('MODE_NEEDS_MARGIN');
  return {
    refusalCode: 'MODE_NEEDS_MARGIN',
    refusalSentence: `${sentence}; ${amount} is missing`,
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
