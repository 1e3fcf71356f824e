/**
 * What offsets between months, a second time and from the rule alone: the larger side and a charge,
 * or each for itself where that is less. In BigInt. Rule VAR-21.
 */
import { accountOf, at } from '../state.ts';
import type { Instrument, Subaccount, VenueState } from '../state.ts';
import { ceil, floor, fraction, naiveNotional } from './naive-margin.ts';
import type { NaiveContract } from './naive-margin.ts';

/** What an instrument may have on one side of its underlying. */
export interface NaiveOpen {
  readonly asked: bigint;
  readonly worth: bigint;
}

/** An instrument of the underlying: both sides, and what is asked beside either. */
export interface NaiveMember {
  readonly instrument: number;
  readonly index: number;
  readonly chargePpm: bigint;
  readonly buys: NaiveOpen & { readonly beside: bigint };
  readonly sells: NaiveOpen & { readonly beside: bigint };
}

const sum = (figures: readonly bigint[]): bigint => figures.reduce((a, b) => a + b, 0n);
const most = (a: bigint, b: bigint): bigint => (a < b ? b : a);
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

function askedAlone({ buys, sells }: NaiveMember): bigint {
  return most(buys.asked + buys.beside, sells.asked + sells.beside);
}

function askedTogether(members: readonly NaiveMember[]): bigint {
  const alone = sum(members.map(askedAlone));
  if (members.length < 2) return alone;
  const [buys, sells] = [members.map((one) => one.buys), members.map((one) => one.sells)];
  const charges = members.map((one) => one.chargePpm).reduce(most, 0n);
  const worth = least(sum(buys.map((one) => one.worth)), sum(sells.map((one) => one.worth)));
  const charge = ceil(fraction(worth * charges, 1_000_000n));
  const larger = most(sum(buys.map((one) => one.asked)), sum(sells.map((one) => one.asked)));
  const beside = sum(members.map((one) => one.buys.beside + one.sells.beside));
  return least(alone, larger + charge + beside);
}

/** What all underlyings of an asset ask together. */
export function naiveSpreads(members: readonly NaiveMember[]): bigint {
  return sum(groups(members).map(askedTogether));
}

function groups(members: readonly NaiveMember[]): NaiveMember[][] {
  const indices = [...new Set(members.map(({ index }) => index))];
  return indices.map((index) => members.filter((one) => one.index === index));
}

/** What positions are spared, by instrument: pro rata to what each asks, of all so far, down. */
export function naiveSparedOf(members: readonly NaiveMember[]): Map<number, bigint> {
  const spared = new Map<number, bigint>();
  for (const group of groups(members)) {
    const alone = sum(group.map(askedAlone));
    const all = alone - askedTogether(group);
    let before = 0n;
    for (const member of group) {
      const upTo = before + askedAlone(member);
      const share = (asked: bigint): bigint =>
        alone === 0n ? 0n : floor(fraction(all * asked, alone));
      spared.set(member.instrument, share(upTo) - share(before));
      before = upTo;
    }
  }
  return spared;
}

/** Whether an instrument may offset others: it says so, in cross, and no profile asks for it. */
export function naiveOffsets(
  state: VenueState,
  subaccount: Subaccount,
  { id, spec }: Instrument,
): boolean {
  const { profile } = accountOf(state, subaccount);
  const contracts = profile === undefined ? [] : at(state.profiles, profile).contracts;
  return (
    spec.margin.interMonthSpread !== undefined &&
    ['cross', 'isolated'].includes(subaccount.mode) &&
    at(subaccount.positions, id).mode === 'cross' &&
    contracts.every(({ instrument }) => instrument !== id)
  );
}

type Sides = readonly NaiveMember['buys'][];

/** An instrument with what its buys and then its sells ask for. */
export function memberOfSides({ id, spec }: Instrument, [buys, sells]: Sides): NaiveMember {
  if (buys === undefined || sells === undefined) throw new Error('a member has two sides');
  const chargePpm = BigInt(spec.margin.interMonthSpread?.chargePpm ?? 0);
  return { instrument: id, index: spec.index, chargePpm, buys, sells };
}

/** A position that is asked so much maintenance alone. */
export function memberOfHeld(
  one: {
    readonly instrument: Instrument;
    readonly contract: NaiveContract;
    readonly lots: bigint;
    readonly mark: bigint;
  },
  asked: bigint,
): NaiveMember {
  const worth = naiveNotional(one.contract, one.lots < 0n ? -one.lots : one.lots, one.mark);
  const held = { asked, worth, beside: 0n };
  const none = { asked: 0n, worth: 0n, beside: 0n };
  return memberOfSides(one.instrument, one.lots > 0n ? [held, none] : [none, held]);
}
