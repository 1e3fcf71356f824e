/** Margin by mode: what each would make of a subaccount, side by side, before a switch. */
import { healthPpm } from '../../venue/margin/arithmetic.ts';
import { compareModes, poolingBlock } from '../../venue/margin/mode.ts';
import type { ModeFigures } from '../../venue/margin/mode.ts';
import { referenceAsset, underlyingMargin } from '../../venue/margin/pool.ts';
import type { PortfolioMargin } from '../../venue/margin/portfolio.ts';
import { outcomeSentence } from '../../venue/outcomes.ts';
import type { OutcomeCode } from '../../venue/outcomes.ts';
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

/** What the positions ask as a portfolio by component, all underlyings together. Rule PM-06. */
function componentsOf(
  state: VenueState,
  scales: Scales,
  subaccount: Subaccount,
): ModeColumn['components'] {
  const asset = referenceAsset(state);
  const margins = state.indices.flatMap(({ id }) => underlyingMargin(state, subaccount, id) ?? []);
  return COMPONENTS.map(([name, of]) => {
    const atoms = margins.reduce((sum, margin) => sum + of(margin), 0);
    return { name, amount: scales.money(asset, atoms) };
  });
}

function figuresText(state: VenueState, scales: Scales, figures: ModeFigures): Figures {
  const asset = referenceAsset(state);
  const { equityAtoms, initialAtoms, maintenanceAtoms } = figures;
  const free = equityAtoms - initialAtoms;
  const ppm = maintenanceAtoms === 0 ? null : healthPpm(equityAtoms, maintenanceAtoms);
  return {
    equity: scales.money(asset, equityAtoms),
    initial: scales.moneyDue(asset, initialAtoms),
    maintenance: scales.moneyDue(asset, maintenanceAtoms),
    free: scales.money(asset, free),
    freeSign: signOf(free),
    health: ppm === null ? NOT_APPLICABLE : healthText(ppm),
    components: [],
  };
}

/** Between cross and isolated only what is idle changes, and nothing is asked. Rule MODE-01. */
function blockOf(
  state: VenueState,
  subaccount: Subaccount,
  mode: SubaccountMode,
): Exclude<OutcomeCode, 'OK'> | null {
  const isBig = isPooled(subaccount) || isPooled({ ...subaccount, mode });
  return isBig ? poolingBlock(state, subaccount, mode) : null;
}

function columnOf(
  state: VenueState,
  scales: Scales,
  subaccount: Subaccount,
  mode: SubaccountMode,
): ModeColumn {
  const isNow = subaccount.mode === mode;
  const head = { mode, title: TITLES[mode], isNow };
  const block = isNow ? null : blockOf(state, subaccount, mode);
  if (block !== null || referenceAsset(state) === 0) {
    const refusalCode = block ?? '';
    const refusalSentence = block === null ? '' : outcomeSentence(block);
    return { ...head, ...UNSAID, refusalCode, refusalSentence };
  }
  const { before, after } = compareModes(state, subaccount, mode);
  const missing = isNow ? 0 : Math.max(before.missingAtoms, after.missingAtoms);
  const isBig = isPooled(subaccount) || isPooled({ ...subaccount, mode });
  const isShort = isBig && missing > 0;
  const asset = referenceAsset(state);
  const amount = `${scales.moneyDue(asset, missing)} ${scales.symbol(asset)}`;
  const sentence = outcomeSentence('MODE_NEEDS_MARGIN');
  const isPortfolio = mode === 'portfolio';
  return {
    ...head,
    ...figuresText(state, scales, after),
    components: isPortfolio ? componentsOf(state, scales, subaccount) : [],
    refusalCode: isShort ? 'MODE_NEEDS_MARGIN' : '',
    refusalSentence: isShort ? `${sentence}; ${amount} is missing` : '',
  };
}

/** By the venue's own comparison, which is read and changes nothing. Rule DESK-63. */
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
