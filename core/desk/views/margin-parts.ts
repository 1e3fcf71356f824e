/** What a bucket's initial and maintenance margin are made of, by the venue's own functions. */
import { basisAtoms, maintenanceAtoms } from '../../venue/margin/arithmetic.ts';
import { termsOfPosition } from '../../venue/margin/account-terms.ts';
import type { PortfolioTerms } from '../../venue/commands.ts';
import { askedAtoms } from '../../venue/margin/collateral.ts';
import { initialSpared, maintenanceSpared, sumOfSpared } from '../../venue/margin/month-spread.ts';
import { reservedAtoms } from '../../venue/margin/pair-reserve.ts';
import { poolOf, portfolioMargins, rateOf } from '../../venue/margin/pool.ts';
import { reachesOf } from '../../venue/margin/pool-orders.ts';
import type { PortfolioMargin } from '../../venue/margin/portfolio.ts';
import { requirementParts, sumOfParts } from '../../venue/margin/side-parts.ts';
import type { SideParts } from '../../venue/margin/side-parts.ts';
import { tierAtoms } from '../../venue/margin/tiers.ts';
import { PPM } from '../../venue/numbers.ts';
import { at, isPooled } from '../../venue/state.ts';
import type { Bucket, Instrument, Position, Subaccount } from '../../venue/state.ts';
import { decimalText, NOT_APPLICABLE, shareText } from '../format.ts';
import type { MarginPart } from '../messages.ts';
import { instrumentOf, positionInitialAtoms } from './buckets.ts';
import type { Scene } from './scene.ts';

const PPM_DECIMALS = 6;

/** A part in atoms of what the bucket counts in; null where it has no place in that margin. */
interface Part {
  readonly name: string;
  readonly note?: string;
  readonly rule: string;
  readonly initial: number | null;
  readonly maintenance: number | null;
  readonly binds?: boolean;
}

/** What a contract's atoms are where the bucket counts in another asset: rounded up, as asked. */
type InBucket = (atoms: number) => number;

function positionNote({ scales }: Scene, instrument: Instrument, { lots }: Position): string {
  return `${lots > 0 ? 'long' : 'short'} ${scales.size(instrument, Math.abs(lots))}`;
}

/** Maintenance of a position without the fee of closing it, and that fee. Rule MARG-01. */
function maintenanceOf(instrument: Instrument, position: Position) {
  if (position.lots === 0) return { ownAtoms: 0, feeAtoms: 0 };
  const terms = termsOfPosition(instrument, position);
  const basis = basisAtoms(terms, instrument.scales, position, instrument.markTicks);
  const ownAtoms = basis === 0 ? 0 : tierAtoms(terms.margin, basis, 'maintenancePpm', 0);
  return { ownAtoms, feeAtoms: maintenanceAtoms(terms, basis) - ownAtoms };
}

/** What parts of several instruments come to together. */
interface Sums {
  orders: number;
  gap: number;
  openFees: number;
  closeFees: number;
  closeFeesKept: number;
}

function addParts(sums: Sums, parts: SideParts, feeAtoms: number, inBucket: InBucket): void {
  sums.orders += inBucket(parts.ordersAtoms);
  sums.gap += inBucket(parts.gapAtoms);
  sums.openFees += inBucket(parts.openFeesAtoms);
  sums.closeFees += inBucket(parts.closeFeeAtoms);
  sums.closeFeesKept += inBucket(feeAtoms);
}

function partsOfSums({ orders, gap, openFees, closeFees, closeFeesKept }: Sums): Part[] {
  const parts: Part[] = [
    { name: 'Open orders', rule: 'MARG-04', initial: orders, maintenance: null },
    { name: 'Gap through the mark', rule: 'MARG-04', initial: gap, maintenance: null },
    { name: 'Opening fees', rule: 'MARG-04', initial: openFees, maintenance: null },
    { name: 'Closing fees', rule: 'MARG-03', initial: closeFees, maintenance: closeFeesKept },
  ];
  return parts.filter(({ initial, maintenance }) => initial !== 0 || (maintenance ?? 0) !== 0);
}

/** Positions one by one, then what orders and fees add to all of them. */
function byInstrument(
  scene: Scene,
  subaccount: Subaccount,
  instruments: readonly Instrument[],
  inBucketOf: (instrument: Instrument) => InBucket,
): Part[] {
  const sums: Sums = { orders: 0, gap: 0, openFees: 0, closeFees: 0, closeFeesKept: 0 };
  const positions: Part[] = [];
  let apart = 0;
  for (const instrument of instruments) {
    const position = at(subaccount.positions, instrument.id);
    const inBucket = inBucketOf(instrument);
    const parts = requirementParts(instrument, subaccount);
    if (position.mode === 'isolated') {
      apart += inBucket(sumOfParts(parts));
      continue;
    }
    const { ownAtoms, feeAtoms } = maintenanceOf(instrument, position);
    addParts(sums, parts, feeAtoms, inBucket);
    if (position.lots === 0) continue;
    positions.push({
      name: instrument.spec.symbol,
      note: positionNote(scene, instrument, position),
      rule: 'MARG-01, 02',
      initial: inBucket(parts.positionAtoms),
      maintenance: inBucket(ownAtoms),
    });
  }
  const isolated = { name: 'Orders of isolated positions', rule: 'ISO-05', maintenance: null };
  return [
    ...positions,
    ...partsOfSums(sums),
    ...(apart === 0 ? [] : [{ ...isolated, initial: apart }]),
  ];
}

/** A cross bucket: all that is settled in its asset, and what orders of pairs keep of it. */
function crossParts(scene: Scene, subaccount: Subaccount, asset: number): Part[] {
  const { instruments } = scene.state;
  const settled = instruments.filter(
    ({ spec, markTicks }) =>
      spec.contract !== 'spot' && spec.settleAsset === asset && markTicks !== 0,
  );
  const pairs = instruments.filter(({ spec }) => spec.contract === 'spot');
  const kept = pairs.reduce(
    (sum, pair) => sum + reservedAtoms(pair, subaccount.id, asset, null),
    0,
  );
  const offset = {
    name: 'Offset between months',
    rule: 'VAR-21',
    initial: 0 - initialSpared(scene.state, subaccount, asset, null),
    maintenance: 0 - sumOfSpared(maintenanceSpared(scene.state, subaccount, asset)),
  };
  const isOffset = offset.initial !== 0 || offset.maintenance !== 0;
  const spot = { name: 'Spot orders', rule: 'SPOT-02', initial: kept, maintenance: null };
  return [
    ...byInstrument(scene, subaccount, settled, () => (atoms) => atoms),
    ...(isOffset ? [offset] : []),
    ...(kept === 0 ? [] : [spot]),
  ];
}

/** An isolated position by itself: its orders are asked of the cross bucket. Rule ISO-05. */
function isolatedParts(scene: Scene, position: Position): Part[] {
  if (position.lots === 0) return [];
  const instrument = instrumentOf(scene.state, position);
  const { ownAtoms, feeAtoms } = maintenanceOf(instrument, position);
  const own: Part = {
    name: instrument.spec.symbol,
    note: positionNote(scene, instrument, position),
    rule: 'MARG-01, 02',
    initial: positionInitialAtoms(instrument, position),
    maintenance: ownAtoms,
  };
  const fee = { name: 'Closing fees', rule: 'MARG-03', initial: null, maintenance: feeAtoms };
  return [own, ...(feeAtoms === 0 ? [] : [fee])];
}

/** Each asset asks for its own, which counts in the reference. Rule COLL-03. */
function multiAssetParts(scene: Scene, subaccount: Subaccount): Part[] {
  const { state } = scene;
  const valued = state.instruments.filter(
    ({ spec, markTicks }) => markTicks !== 0 && rateOf(state, spec.settleAsset) !== null,
  );
  return byInstrument(scene, subaccount, valued, ({ spec }) => (atoms) => {
    const rate = rateOf(state, spec.settleAsset);
    return rate === null ? 0 : askedAtoms(rate, atoms);
  });
}

/** The moves of a scan, where its underlying lists them. */
type Grid = PortfolioTerms['grid'];
const PERCENT_DECIMALS = 4;

const THIRDS: Readonly<Record<number, string>> = { 1: '1/3 R', 2: '2/3 R', 3: 'R', 6: '2 R' };

function moveOf({ worstThirds, worstPoint }: PortfolioMargin, grid: Grid): string {
  const listed = grid?.[worstPoint]?.movePpm ?? 0;
  if (listed !== 0) {
    const percent = decimalText(Math.abs(listed), PERCENT_DECIMALS, 2);
    return `${listed > 0 ? '+' : '\u2212'}${percent} %`;
  }
  if (worstThirds === 0) return '';
  const by = THIRDS[Math.abs(worstThirds)] ?? '';
  return `${worstThirds > 0 ? '+' : '\u2212'}${by}`;
}

/** The move that loses most, and what else the scan has in it. Rules PM-01, PM-13, VAR-56. */
function scanNote(margin: PortfolioMargin, terms: PortfolioTerms | undefined): string {
  const { stress } = terms ?? {};
  const said = [
    moveOf(margin, terms?.grid),
    stress === undefined ? '' : `stress ${shareText(stress.sharePpm)}`,
    margin.spotAtoms === 0 ? '' : 'spot offset',
  ];
  return said.filter((text) => text !== '').join(', ');
}

/** What the minimum is of, where it is not of all gross worth alike. Rule VAR-57. */
function minimumNote(terms: PortfolioTerms | undefined): string {
  if (terms?.minimumByDelta !== undefined) return 'net and hedged';
  return terms?.minimumTiers === undefined ? '' : 'by slices';
}

/** What an underlying asks with its orders, and of that its positions alone. Rule PM-06. */
function underlyingParts(
  symbol: string,
  withOrders: PortfolioMargin,
  alone: PortfolioMargin | undefined,
  terms: PortfolioTerms | undefined,
): Part[] {
  const { scanAtoms, basisAtoms: basis, depegAtoms, minimumAtoms, feesAtoms } = withOrders;
  const credited = Math.max(withOrders.creditAtoms, alone?.creditAtoms ?? 0);
  const binds = minimumAtoms > scanAtoms - withOrders.creditAtoms + basis + depegAtoms;
  const credit: Part = {
    name: `.${symbol} credit`,
    rule: 'VAR-59',
    initial: -withOrders.creditAtoms,
    maintenance: alone === undefined ? null : -alone.creditAtoms,
  };
  const of = (
    name: string,
    rule: string,
    key: keyof PortfolioMargin,
    more: Partial<Part>,
  ): Part => ({
    name: `.${symbol} ${name}`,
    rule,
    initial: withOrders[key] as number,
    maintenance: alone === undefined ? null : (alone[key] as number),
    ...more,
  });
  const isListed = terms?.grid !== undefined || terms?.stress !== undefined;
  const minimumRule = minimumNote(terms) === '' ? 'PM-04' : 'VAR-57';
  const parts = [
    of('price scan', isListed ? 'VAR-56' : 'PM-01', 'scanAtoms', {
      note: scanNote(withOrders, terms),
    }),
    ...(credited === 0 ? [] : [credit]),
    ...(basis === 0 ? [] : [of('basis', 'PM-02', 'basisAtoms', {})]),
    ...(depegAtoms === 0 ? [] : [of('de-peg', 'PM-03', 'depegAtoms', {})]),
    of('minimum', minimumRule, 'minimumAtoms', { binds, note: minimumNote(terms) }),
    ...(feesAtoms === 0 ? [] : [of('fees of closing', 'PM-06', 'feesAtoms', {})]),
  ];
  return parts;
}

/** What contingency adds beside the factors. Rule VAR-58. */
function contingencyParts(
  symbol: string,
  withOrders: PortfolioMargin,
  alone: PortfolioMargin | undefined,
): Part[] {
  const initial = withOrders.contingencyAtoms;
  const maintenance = alone === undefined ? null : alone.contingencyKeptAtoms;
  if (initial === 0) return [];
  return [{ name: `.${symbol} contingency`, rule: 'VAR-58', initial, maintenance }];
}

function timesText(ppm: number): string {
  return ppm === PPM ? NOT_APPLICABLE : `\u00d7 ${decimalText(ppm, PPM_DECIMALS, 2)}`;
}

/** A factor over all of the above, which is no amount. */
function factor(
  name: string,
  rule: string,
  initialPpm: number,
  maintenancePpm: number,
): MarginPart {
  const [initial, maintenance] = [timesText(initialPpm), timesText(maintenancePpm)];
  return { name, note: '', rule, initial, maintenance, binds: false };
}

function portfolioParts(scene: Scene, subaccount: Subaccount, asset: number): MarginPart[] {
  const { state } = scene;
  const pool = poolOf(state, subaccount);
  const { legs, costAtoms } = reachesOf(state, pool, null);
  const held = pool.legs.map((leg) => ({ leg, mostLots: leg.lots, leastLots: leg.lots }));
  const alone = portfolioMargins(state, pool, held);
  const parts = portfolioMargins(state, pool, legs).flatMap(({ index, margin }) => {
    const { definition, portfolio } = at(state.indices, index);
    const own = alone.find((one) => one.index === index)?.margin;
    const name = `.${definition.symbol}`;
    const times = [margin.concentrationPpm, own?.concentrationPpm ?? PPM] as const;
    const isConcentrated = times.some((ppm) => ppm !== PPM);
    return [
      ...textsOf(scene, asset, underlyingParts(definition.symbol, margin, own, portfolio)),
      ...(isConcentrated ? [factor(`${name} concentration`, 'PM-05', ...times)] : []),
      factor(
        `${name} ${portfolio?.initialPpm === undefined ? 'maintenance' : 'factors'}, but fees`,
        portfolio?.initialPpm === undefined ? 'PM-06' : 'VAR-57',
        portfolio?.initialPpm ?? PPM,
        portfolio?.maintenancePpm ?? PPM,
      ),
      ...textsOf(scene, asset, contingencyParts(definition.symbol, margin, own)),
    ];
  });
  const cost = { name: 'Gap and fees of orders', rule: 'PM-07', maintenance: null };
  return [
    ...parts,
    ...(costAtoms === 0 ? [] : textsOf(scene, asset, [{ ...cost, initial: costAtoms }])),
  ];
}

function textsOf({ scales }: Scene, asset: number, parts: readonly Part[]): MarginPart[] {
  const text = (atoms: number | null): string =>
    atoms === null ? NOT_APPLICABLE : scales.moneyDue(asset, atoms);
  return parts.map(({ name, note = '', rule, initial, maintenance, binds = false }) => {
    return { name, note, rule, initial: text(initial), maintenance: text(maintenance), binds };
  });
}

/** By the bucket's own mode. Rule DESK-78. */
export function marginParts(scene: Scene, subaccount: Subaccount, bucket: Bucket): MarginPart[] {
  const { asset, instrument } = bucket;
  // One position by itself, also beside a pool.
  if (instrument !== 0) {
    return textsOf(scene, asset, isolatedParts(scene, at(subaccount.positions, instrument)));
  }
  if (subaccount.mode === 'portfolio') return portfolioParts(scene, subaccount, asset);
  if (isPooled(subaccount)) return textsOf(scene, asset, multiAssetParts(scene, subaccount));
  return textsOf(scene, asset, crossParts(scene, subaccount, asset));
}
