/**
 * Listings drawn from everything that the rule book offers: each instrument of a venue of programs
 * in a way of its own of every part of its data, together as no proof of one setting has them. What
 * a listing of such parts would contradict is left out of it, part by part.
 */
import fc from 'fast-check';
import type { InstrumentSpec } from '../commands.ts';
import { isSound } from '../instruments/listing.ts';

/** A part of a listing that is laid over it; what it says depends on the contract. */
type Part = (spec: InstrumentSpec) => Overlay;
type Overlay = { readonly [K in keyof InstrumentSpec]?: InstrumentSpec[K] | undefined };
type Margin = Partial<InstrumentSpec['margin']>;
type Funding = Partial<InstrumentSpec['funding']>;

const asListed: Part = () => ({});
const margin = (way: Margin | ((spec: InstrumentSpec) => Margin)): Part => {
  return (spec) => {
    const own = typeof way === 'function' ? way(spec) : way;
    return { margin: { ...spec.margin, ...own } };
  };
};
const liquidation =
  (way: Partial<InstrumentSpec['liquidation']>): Part =>
  (spec) => ({ liquidation: { ...spec.liquidation, ...way } });

/** Brackets a hundred times as low, so that positions climb them. */
const lowered = ({ margin: { tiers } }: InstrumentSpec) =>
  tiers.map((tier) => ({ ...tier, floorAtoms: tier.floorAtoms / 100 }));
/** So much of what an instrument settles in as about so many dollars are. */
const worth = (spec: InstrumentSpec, dollars: number): number =>
  Math.round(spec.contract === 'linear' ? dollars * 1_000_000 : dollars * 1_600);

const RATES: readonly Part[] = [
  asListed,
  margin((spec) => ({ tiers: lowered(spec) })),
  margin((spec) => ({ tiers: lowered(spec), tierMode: 'step' })),
  margin((spec) => ({ tiers: lowered(spec), tierMode: 'step', riskLimit: 'raised' })),
  margin((spec) => ({ tiers: lowered(spec), tierMode: 'step', riskLimit: 'refused' })),
  margin((spec) => {
    const rampAtoms = 16 * worth(spec, 100_000);
    return { tiers: spec.margin.tiers.slice(0, 1), tierMode: 'linear', rampAtoms };
  }),
  margin((spec) => ({
    tierMode: 'sizeRoot',
    tiers: spec.margin.tiers.slice(0, 1),
    root: { keptPpm: 500_000, unitLots: 100, maintenancePpm: 3_000, initialPpm: 6_000 },
  })),
];
const OPEN: readonly Part[] = [
  asListed,
  margin((spec) => ({
    openInterest: { lowerAtoms: worth(spec, 30_000), upperAtoms: worth(spec, 400_000) },
  })),
];
const BASIS: readonly Part[] = [
  asListed,
  margin({ mmBasis: 'entry' }),
  margin({ mmIncludesCloseFee: false }),
  margin({ mmBasis: 'entry', mmIncludesCloseFee: false }),
];
const ORDERS: readonly Part[] = [
  asListed,
  margin({ orderCost: { gap: false, openFee: false, closeFee: 'none' } }),
  margin({ orderCost: { gap: true, openFee: true, closeFee: 'value' } }),
];
const OFFSETS: readonly Part[] = [
  asListed,
  margin({ interMonthSpread: { chargePpm: 0 } }),
  margin({ interMonthSpread: { chargePpm: 1_000 } }),
];
const PENDING: readonly Part[] = [
  asListed,
  margin({ pendingFundingPpm: 1_000_000 }),
  margin({ pendingFundingPpm: 5_000_000 }),
];
const RESULTS: readonly Part[] = [
  asListed,
  () => ({ realisation: { everyMinutes: 1, atMinute: 0 } }),
  () => ({ realisation: { everyMinutes: 2, atMinute: 1, leaves: 'whenRealised' } }),
];
const FEES: readonly Part[] = [
  asListed,
  () => ({ fees: { makerPpm: 100, takerPpm: 500, takerPartsPpm: [167, 333] } }),
  () => ({ fees: { makerPpm: -50, takerPpm: 500, rounding: 'awayFromZero' } }),
];
const ROUNDING: readonly Part[] = [
  asListed,
  ({ contract }) => (contract === 'inverse' ? { rounding: 'perContract' } : {}),
];

const LEVELS = { searchPpm: 1_100_000, initialPpm: 1_300_000, releasePpm: 3_000_000 };
const EQUITY: readonly Part[] = [
  asListed,
  () => ({ equity: { profit: 'kept' } }),
  () => ({ equity: { staysPpm: 30_000, levels: LEVELS } }),
  () => ({ equity: { profit: 'kept', levels: LEVELS } }),
];

const HOURLY = { intervalHours: 1, capE8: 2_000_000 } as const;
const rates =
  (way: Funding): Part =>
  ({ funding, expiry }) =>
    expiry === undefined ? { funding: { ...funding, ...way } } : {};
/** So much that who has little more than margin cannot pay it. */
const STEEP = { ...HOURLY, capE8: 8_000_000, damperE8: 10_000_000, rateHours: 1 } as const;
const MOVING = {
  factorE8: 0,
  increaseE8: 100_000_000,
  decreaseE8: 50_000_000,
  stablePpm: 200_000,
  belowPpm: 100_000,
  leastE8: 0,
} as const;
const ALONE = { ...HOURLY, damping: 'none', interestE8: 0, damperE8: 0, rateHours: 1 } as const;
const FUNDING: readonly Part[] = [
  rates({ interestE8: 0, damperE8: 0, capE8: 0 }),
  rates(HOURLY),
  rates({ ...STEEP, interestE8: 8_000_000, shortage: 'shared' }),
  rates({
    ...ALONE,
    capE8: 8_000_000,
    imbalance: MOVING,
    shortage: 'shared',
    isolatedFrom: 'wallet',
    sampleS: 1,
  }),
  rates({ ...HOURLY, premiumOver: 'mark', rateHours: 1, payOn: 'index', scalePpm: 2_000_000 }),
  rates({
    ...HOURLY,
    samplesFrom: 'previousInterval',
    payOn: 'startIndex',
    interestE8: -1_500_000,
    isolatedFrom: 'wallet',
  }),
  rates({
    ...HOURLY,
    everyS: 5,
    damping: 'deadZone',
    samplesFrom: 'sameInterval',
    shortage: 'shared',
  }),
  rates({ ...ALONE, borrow: { rateE8: 1_000_000, fullAtoms: 100_000_000_000, payer: 'larger' } }),
];

const whole = { slicePpm: 1_000_000, uncappedValueAtoms: 0 };
const assignees = [5, 6, 11, 12].map((subaccount) => ({ subaccount, lots: 40 }));
const LIQUIDATION: readonly Part[] = [
  asListed,
  liquidation({ ladderTiers: 1 }),
  liquidation({ ladderTiers: 2, ladderFrom: 3, cancels: 'contract', vault: 13 }),
  liquidation({
    ...whole,
    growth: { firstPpm: 200_000, fullUs: 5_000_000 },
    fillable: { spreadPpm: 1_500_000, ratingPpm: 1_000_000 },
    feePpm: 15_000,
    feeBound: 'fill',
    takeoverPpm: 0,
    disposalLimit: 'takeover',
  }),
  liquidation({ sizing: 'multiple', sliceOf: 'all', slicePpm: 200_000, cancels: 'contract' }),
  liquidation({ sizing: 'share', laterPpm: 500_000, assignees, waitUs: 1_000_000 }),
  liquidation({ maxSlices: 0, disposalRangePpm: 2_000, assignees, disposalStepUs: 1_000_000 }),
  liquidation({
    ...whole,
    sizing: 'share',
    maxSlices: 1,
    takeoverPpm: 0,
    afterSlices: 'atOnce',
    cancels: 'contract',
    assignees,
    vault: 13,
  }),
];

const INSURANCE: readonly Part[] = [
  () => ({ insurance: { limitPpm: 20_000 } }),
  () => ({ insurance: { lossMode: 'socialise' } }),
  () => ({ insurance: { lossMode: 'funding' } }),
  ({ symbol }) => ({ insurance: { riskGroup: symbol, lossMode: 'day', winnersPpm: 10_000 } }),
  ({ symbol }) => ({
    insurance: { riskGroup: symbol, backstop: 'none', lossMode: 'socialise', limitPpm: 20_000 },
  }),
  ({ symbol }) => ({ insurance: { riskGroup: symbol, takeoverCapAtoms: 100_000_000 } }),
];

const plain = { rank: 'leveragedReturn', price: 'bankruptcy', noticeUs: 0 } as const;
const ADL: readonly Part[] = [
  ({ insurance }) => {
    const { takeoverCapAtoms: _, ...behind } = insurance ?? {};
    return { insurance: behind, adl: undefined };
  },
  () => ({ adl: plain }),
  () => ({
    adl: { ...plain, price: 'mark', drawdownPpm: 100_000, drawdownWindowUs: 3_600_000_000 },
  }),
  () => ({
    adl: {
      ...plain,
      rank: 'drawn',
      price: 'index',
      noticeUs: 2_000_000,
      ruined: 'atOnce',
      lossLimitPpm: 500_000,
      lossFloorPpm: 250_000,
      cancels: 'all',
    },
  }),
  () => ({ adl: { ...plain, rank: 'exposure', price: 'markIfFar', farPpm: 10_000, fee: 'maker' } }),
  () => ({ adl: { ...plain, rank: 'walletReturn', price: 'previousMark', cancels: 'none' } }),
  () => ({ adl: { ...plain, rank: 'plainReturn', disposeWithinUs: 0 } }),
];

const smooth = { by: 'mean', overS: 30, everyS: 5, what: 'basis' } as const;
const MARK: readonly Part[] = [
  ({ bands }) => ({ bands: { ...bands, markPpm: 0 } }),
  asListed,
  ({ expiry }) => (expiry === undefined ? { markMethod: 'fairPrice' } : {}),
  ({ expiry }) => (expiry === undefined ? { markMethod: 'lastPriceProtected' } : {}),
  () => ({
    mark: {
      combine: 'median',
      parts: [{ of: 'mid', smooth }, { of: 'fair' }, { of: 'last' }],
      limit: { movePpm: 30_000, everyS: 60 },
    },
  }),
  () => ({
    mark: {
      combine: 'mean',
      parts: [
        { of: 'index', weightPpm: 600_000 },
        { of: 'market', weightPpm: 400_000 },
      ],
    },
  }),
];
const BANDS: readonly Part[] = [
  asListed,
  ({ bands }) => ({ bands: { ...bands, around: 'mark', lowerPpm: 15_000 } }),
  ({ bands }) => ({ bands: { ...bands, around: 'hour', innerPpm: 60_000 } }),
  () => ({ concentration: { holderPpm: 700_000, fromLots: 500 } }),
];

const CALL = { callS: 2, extensionS: 1, extendPpm: 30_000, postOnlyS: 2, feePpm: 200 } as const;
const CALLS: readonly Part[] = [
  () => ({ auction: undefined, monitoring: undefined }),
  () => ({ auction: CALL, monitoring: [{ movePpm: 50_000, withinS: 10 }] }),
  () => ({
    auction: CALL,
    monitoring: [
      { movePpm: 40_000, withinS: 5, callS: 2 },
      { movePpm: 80_000, withinS: 30, callS: 3 },
    ],
  }),
];

/** Of what ends: a ramp of its margin, all seconds of a window alike, or a cap. */
const ENDING: readonly Part[] = [
  asListed,
  ({ expiry, margin: { tiers } }) => {
    if (expiry === undefined) return {};
    // Where the highest rate has no room for it the listing goes without.
    const most = Math.max(...tiers.map(({ maintenancePpm }) => maintenancePpm));
    return { expiry: { ...expiry, ramp: { days: 2, ratePpm: Math.max(1, most) } } };
  },
  ({ expiry }) => (expiry === undefined ? {} : { expiry: { ...expiry, mean: 'seconds' } }),
  ({ expiry }) => (expiry === undefined ? {} : { capTicks: 700_000 }),
];

const KINDS = {
  ending: ENDING,
  rates: RATES,
  open: OPEN,
  basis: BASIS,
  orders: ORDERS,
  offsets: OFFSETS,
  pending: PENDING,
  results: RESULTS,
  fees: FEES,
  rounding: ROUNDING,
  equity: EQUITY,
  funding: FUNDING,
  liquidation: LIQUIDATION,
  insurance: INSURANCE,
  adl: ADL,
  mark: MARK,
  bands: BANDS,
  calls: CALLS,
} as const;
type Kind = keyof typeof KINDS;
/** In this order they are laid over a listing, whatever contradicts an earlier one left out. */
const kinds = Object.keys(KINDS) as Kind[];

/** All of them, by the names that a listing is told to be in. */
export const EVERY_WAY = kinds.flatMap((kind) => KINDS[kind].map((_, n) => `${kind} ${n}`));

/** Which way of each kind an instrument is listed with. */
export type Ways = Readonly<Record<Kind, number>>;

const ways = fc.record(
  Object.fromEntries(kinds.map((kind) => [kind, fc.nat(KINDS[kind].length - 1)])),
) as unknown as fc.Arbitrary<Ways>;

/** Of every instrument of a venue of programs, in their order. */
export const drawnWays = fc.array(ways, { minLength: 6, maxLength: 6, size: 'max' });

/** Names of the ways that a listing was taken with, and the listing. */
export function listedIn(spec: InstrumentSpec, drawn: Ways): [InstrumentSpec, string[]] {
  let listing = spec;
  const taken: string[] = [];
  for (const kind of kinds) {
    const part = KINDS[kind][drawn[kind]] ?? asListed;
    const next = withoutAbsent({ ...listing, ...part(listing) });
    if (!isSound(next)) continue;
    listing = next;
    taken.push(`${kind} ${drawn[kind]}`);
  }
  return [listing, taken];
}

/** What is undefined is not there. */
function withoutAbsent(spec: Overlay): InstrumentSpec {
  return Object.fromEntries(
    Object.entries(spec).filter(([, value]) => value !== undefined),
  ) as unknown as InstrumentSpec;
}
