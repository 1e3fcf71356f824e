/** What an underlying asks of portfolios and an asset counts for in pools, in the field's words. */
import type { CollateralTerms, PortfolioTerms } from '../../venue/commands.ts';
import { PPM } from '../../venue/numbers.ts';
import { at } from '../../venue/state.ts';
import type { Instrument, VenueState } from '../../venue/state.ts';
import { decimalText, shareText } from '../format.ts';
import type { ContractLine } from '../messages.ts';
import type { Scene } from './scene.ts';
import { line } from './terms-line.ts';

type Points = NonNullable<PortfolioTerms['grid']>;

const PPM_DECIMALS = 6;

export function timesOf(ppm: number): string {
  return `\u00d7 ${decimalText(ppm, PPM_DECIMALS, 2)}`;
}

function reachOf(points: Points): string {
  const by = points.map(({ movePpm }) => movePpm);
  const [low, high] = [Math.min(0, ...by), Math.max(0, ...by)];
  const moves = points.length === 1 ? '1 move' : `${points.length} moves`;
  return `${moves}, ${shareText(low)} to +${shareText(high)}`;
}

/** The moves that are tried, and a second grid that is mixed in. Rules PM-01, VAR-56. */
function gridLines({ grid, stress, rangePpm }: PortfolioTerms): ContractLine[] {
  const thirds = `by thirds of \u00b1${shareText(rangePpm)}, and twice it`;
  const scan =
    grid === undefined
      ? line({ name: 'Grid', value: thirds, rule: 'PM-01' })
      : line({ name: 'Grid', value: reachOf(grid), rule: 'VAR-56' });
  if (stress === undefined) return [scan];
  const note = `${shareText(stress.sharePpm)} of its worst loss counts`;
  return [scan, line({ name: 'Stress', value: reachOf(stress.points), note, rule: 'VAR-56' })];
}

type Rates = readonly { readonly ratePpm: number }[];

function byTiers(tiers: Rates): string {
  const [first, last] = [tiers[0]?.ratePpm ?? 0, tiers.at(-1)?.ratePpm ?? 0];
  return first === last ? shareText(first) : `${shareText(first)} to ${shareText(last)}`;
}

/** Of net and hedged worth, of gross worth by slices, or of all of it alike. PM-04, VAR-57. */
function minimumLine({ minimumByDelta, minimumTiers, minimumPpm }: PortfolioTerms): ContractLine {
  const name = 'Minimum';
  if (minimumByDelta !== undefined) {
    const { netPpm, hedgedPpm } = minimumByDelta;
    const value = `${shareText(netPpm)} of net, ${shareText(hedgedPpm)} of hedged`;
    return line({ name, value, rule: 'VAR-57' });
  }
  if (minimumTiers !== undefined) {
    const note = `${minimumTiers.length} slices of gross worth`;
    return line({ name, value: byTiers(minimumTiers), note, rule: 'VAR-57' });
  }
  return line({ name, value: `${shareText(minimumPpm)} of gross worth`, rule: 'PM-04' });
}

function contingencyLines({ contingency }: PortfolioTerms): ContractLine[] {
  if (contingency === undefined) return [];
  const { of, tiers } = contingency;
  const initial = byTiers(tiers.map(({ initialPpm: ratePpm }) => ({ ratePpm })));
  const kept = byTiers(tiers.map(({ maintenancePpm: ratePpm }) => ({ ratePpm })));
  const note = `of gross worth of ${of === 'all' ? 'all contracts' : 'perpetuals'}`;
  return [line({ name: 'Contingency', value: `${initial}; kept ${kept}`, note, rule: 'VAR-58' })];
}

/** Whichever of the two underlyings it is written at. Rule VAR-59. */
function creditLines({ indices }: VenueState, own: number): ContractLine[] {
  const of = (index: number): PortfolioTerms['credit'] => at(indices, index).portfolio?.credit;
  const other = indices.find(({ id }) => of(own)?.index === id || of(id)?.index === own);
  if (other === undefined) return [];
  const ratePpm = of(own)?.ratePpm ?? of(other.id)?.ratePpm ?? 0;
  const value = `${shareText(ratePpm)} against .${other.definition.symbol}`;
  return [line({ name: 'Credit', value, note: 'net the other way there', rule: 'VAR-59' })];
}

/** How an underlying is margined in a portfolio. Rule DESK-79. */
export function portfolioLines({ state }: Scene, { spec }: Instrument): ContractLine[] {
  const { portfolio } = at(state.indices, spec.index);
  if (portfolio === undefined || spec.contract === 'spot') return [];
  const { initialPpm = PPM, maintenancePpm, concentrationPpm } = portfolio;
  const factors = `${timesOf(initialPpm)}, ${timesOf(maintenancePpm)}`;
  const rule = initialPpm === PPM ? 'PM-06' : 'VAR-57';
  const concentration = line({
    name: 'Concentration',
    value: `beyond ${shareText(concentrationPpm)} of open interest`,
    rule: 'PM-05',
  });
  return [
    ...gridLines(portfolio),
    ...creditLines(state, spec.index),
    minimumLine(portfolio),
    ...(concentrationPpm === PPM ? [] : [concentration]),
    line({ name: 'Initial, maintenance', value: factors, rule }),
    ...contingencyLines(portfolio),
  ];
}

const EXEMPT = {
  own: 'what its own positions ask is not cut',
  none: 'all of it is cut',
  hedged: 'what hedges a short is not cut',
} as const;

/** More of the haircuts for what it backs in others: a row of the matrix. Rule VAR-60. */
function againstLines({ state }: Scene, { against = [] }: CollateralTerms): ContractLine[] {
  return against.map(({ asset, initialPpm, maintenancePpm }) =>
    line({
      name: `Against ${at(state.assets, asset).symbol}`,
      value: `${shareText(initialPpm)}, ${shareText(maintenancePpm)} more`,
      note: 'while it is asked or owed',
      rule: 'VAR-60',
    }),
  );
}

/** What the asset that it settles in counts for in a pool. Rule DESK-79. */
export function collateralLines(scene: Scene, { spec }: Instrument): ContractLine[] {
  const { state, scales } = scene;
  const { symbol, collateral } = at(state.assets, spec.settleAsset);
  const [tier] = collateral?.tiers ?? [];
  if (collateral === undefined || tier === undefined) return [];
  const { tiers, exempt = 'own', depositsAtoms, index } = collateral;
  if (index === undefined) return [line({ name: symbol, value: 'the reference, at par' })];
  const count = tiers.length === 1 ? '' : `first of ${tiers.length} tiers`;
  const deposits = depositsAtoms === undefined ? '' : scales.money(spec.settleAsset, depositsAtoms);
  return [
    line({
      name: `Haircut of ${symbol}`,
      value: `${shareText(tier.initialPpm)}, ${shareText(tier.maintenancePpm)}`,
      note: count,
      rule: 'COLL-02',
    }),
    ...againstLines(scene, collateral),
    line({
      name: 'Not cut',
      value: EXEMPT[exempt],
      rule: exempt === 'own' ? 'COLL-03' : 'VAR-61',
    }),
    ...(deposits === ''
      ? []
      : [line({ name: 'Counts less beyond', value: `${deposits} deposited`, rule: 'VAR-62' })]),
  ];
}
