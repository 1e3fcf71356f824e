/**
 * The demo organisation grown to thousands of subaccounts. The file's own come first and trade as
 * ever; each further one is drawn from its number alone, so that every organisation begins with
 * the smaller ones. They open one position at most and then sit on it.
 */
import { Random } from '../../feeds/simulated/random.ts';
import { mulDivCeil, PPM } from '../../venue/numbers.ts';
import type { DemoFile, DemoSubaccount } from './demo-file.ts';

/** As many as the desks below hold. */
export const MOST_SUBACCOUNTS = 10_000;

const SEED = 20_240_808;
const STYLES = ['Carry', 'Basis', 'Trend', 'Vol', 'Macro', 'Pairs', 'Delta', 'Index'] as const;
const CITIES = [
  'London',
  'Zurich',
  'Singapore',
  'Tokyo',
  'Chicago',
  'New York',
  'Aarhus',
  'Dubai',
] as const;
const SUBACCOUNTS_PER_DESK = 160;
/** Owner groups of the generated desks, apart from the file's. */
const FIRST_OWNER = 1_000;

/** What a lot is worth of its settlement asset, roughly; for collateral, never for margin. */
interface Market {
  readonly instrument: string;
  readonly asset: string;
  readonly lotAtoms: number;
  /** Worth some 8,000 of the quote. */
  readonly fewestLots: number;
  /** The deeper the book, the more trade in it. */
  readonly sharePpm: number;
}

const BTCUSDT: Market = {
  instrument: 'BTCUSDT',
  asset: 'USDT',
  lotAtoms: 61_800_000,
  fewestLots: 130,
  sharePpm: 450_000,
};
const OTHER_MARKETS: readonly Market[] = [
  {
    instrument: 'ETHUSDT',
    asset: 'USDT',
    lotAtoms: 2_680_000,
    fewestLots: 3_000,
    sharePpm: 600_000,
  },
  { instrument: 'BTCUSD', asset: 'XBT', lotAtoms: 161_812, fewestLots: 80, sharePpm: 550_000 },
  { instrument: 'ETHUSD', asset: 'ETH', lotAtoms: 373_134, fewestLots: 800, sharePpm: PPM },
];

const HOLDS_PPM = 720_000;
const LONG_PPM = 550_000;
const ISOLATED_PPM = 250_000;
const TYPICAL_TIMES = 5;
/** No position takes more than a good part of what a book shows. */
const MOST_TIMES = 24;
/** Of its value: what opening costs in fees and in reaching beyond the touch. */
const OPENING_COST_PPM = 2_000;
/** Maintenance margin of the first tier, of a position's value, for each per cent of health. */
const MAINTENANCE_PPM_PER_PERCENT = 50;
/** What positions open with; below the first, no leverage would be enough. */
const HEALTH_PERCENTS = [250, 280, 320, 380, 450, 550, 700, 900, 1_200, 1_600, 2_200, 3_000];
const LEVERAGES_X100 = [2_000, 2_500, 3_300, 5_000, 6_600, 10_000];
const DEFAULT_LEVERAGE_X100 = 2_000;
/** Leverage times health at which the initial margin is four fifths of the equity. */
const ROOMY_X100_PERCENT = 2_500_000;
const IDLE_ATOMS = 1_000_000_000;

interface GeneratedDesk {
  readonly name: string;
  /** Short, with one letter for the city: names of subaccounts must fit a narrow column. */
  readonly prefix: string;
}

function desksOf(): GeneratedDesk[] {
  return CITIES.flatMap((city) =>
    STYLES.map((style) => ({ name: `${style} ${city}`, prefix: `${style}-${city.charAt(0)}` })),
  );
}

function marketOf(random: Random): Market {
  if (random.chance(BTCUSDT.sharePpm)) return BTCUSDT;
  return OTHER_MARKETS.find(({ sharePpm }) => random.chance(sharePpm)) ?? BTCUSDT;
}

type Owned = Pick<DemoSubaccount, 'collateral' | 'leverage' | 'opening'>;

function holding(random: Random): Owned {
  const { instrument, asset, lotAtoms, fewestLots } = marketOf(random);
  const size = fewestLots * Math.min(MOST_TIMES, random.heavyTailed(TYPICAL_TIMES));
  const percent = HEALTH_PERCENTS[random.below(HEALTH_PERCENTS.length)] as number;
  const leverageX100 =
    LEVERAGES_X100.find((x100) => x100 * percent >= ROOMY_X100_PERCENT) ?? DEFAULT_LEVERAGE_X100;
  const marginPpm = percent * MAINTENANCE_PPM_PER_PERCENT + OPENING_COST_PPM;
  const amountAtoms = mulDivCeil(size * lotAtoms, marginPpm, PPM);
  return {
    collateral: [{ asset, amountAtoms }],
    leverage: leverageX100 === DEFAULT_LEVERAGE_X100 ? [] : [{ instrument, leverageX100 }],
    opening: { instrument, lots: random.chance(LONG_PPM) ? size : -size },
  };
}

function idle(random: Random): Owned {
  const amountAtoms = random.between(2, 50) * IDLE_ATOMS;
  return { collateral: [{ asset: 'USDT', amountAtoms }], leverage: [] };
}

function drawn(desks: readonly GeneratedDesk[], number: number): DemoSubaccount {
  const random = new Random(SEED, number);
  const desk = Math.floor(number / SUBACCOUNTS_PER_DESK);
  const { name, prefix } = desks[desk] as GeneratedDesk;
  const place = String((number % SUBACCOUNTS_PER_DESK) + 1).padStart(3, '0');
  return {
    label: `${prefix}${place}`,
    desk: name,
    owner: FIRST_OWNER + desk,
    mode: random.chance(ISOLATED_PPM) ? 'isolated' : 'cross',
    ...(random.chance(HOLDS_PPM) ? holding(random) : idle(random)),
  };
}

/** Its traders share the further desks, all of them, so that it may grow later. */
function withDesks(
  operators: DemoFile['operators'],
  desks: readonly GeneratedDesk[],
): DemoFile['operators'] {
  const traders = operators.filter(({ roles }) => roles.includes('trader'));
  return operators.map((operator) => {
    const place = traders.indexOf(operator);
    if (place === -1) return operator;
    const own = desks.filter((_, n) => n % traders.length === place).map(({ name }) => name);
    return { ...operator, desks: [...operator.desks, ...own] };
  });
}

/** The organisation of a file with so many subaccounts, no fewer than the file's own. */
export function grown(demo: DemoFile, subaccounts: number): DemoFile {
  const desks = desksOf();
  const missing = Math.max(0, subaccounts - demo.subaccounts.length);
  return {
    ...demo,
    operators: withDesks(demo.operators, desks),
    subaccounts: [
      ...demo.subaccounts,
      ...Array.from({ length: missing }, (_, number) => drawn(desks, number)),
    ],
  };
}
