/**
 * A venue's own figures of an account beside ours: what its profile asks of the same state. Lines
 * are read as those of a calculation are, decimals as texts.
 */
import { assess, ratioPpm } from '../../venue/profiles/assess.ts';
import type { AccountFigures, VenuePosition } from '../../venue/profiles/assess.ts';
import { termsOf } from '../../venue/profiles/profile.ts';
import type { Profile } from '../../venue/profiles/profile.ts';
import { valueAtoms } from '../../venue/instruments/value.ts';
import { InvariantError } from '../../venue/numbers.ts';
import {
  changed,
  contractNamed,
  ofProfile,
  profileNamed,
  scalesOfContract,
  venueTerms,
} from '../calc/contract.ts';
import type { Contract } from '../calc/contract.ts';
import { absolute, compare, decimalText, divide, rational, subtract } from '../calc/rational.ts';
import type { Rational } from '../calc/rational.ts';
import { Reader } from '../calc/reader.ts';
import { Refusal } from '../calc/refusal.ts';
import { ofAtoms, ofPpm, ofTicks, toLots, toX100 } from '../calc/scale.ts';

/** Figures that a venue may give of a position, with the rule that gives ours. */
const OF_POSITION = {
  maintenance: 'MARG-01',
  initial: 'MARG-02',
  unrealised: 'VAL-04',
  bankruptcyPrice: 'MARG-06',
  liquidationPrice: 'MARG-05',
} as const;
/** And of the account. */
const OF_ACCOUNT = { equity: 'PROF-03', maintenance: 'PROF-03', ratio: 'PROF-04' } as const;

export interface Compared {
  /** A position's contract, or `account`. */
  readonly of: string;
  readonly figure: string;
  readonly rule: string;
  /** Null where there is none. */
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly difference: string | null;
  /** Of a price: whether it is theirs to within a tick. */
  readonly withinTick?: boolean;
}

export interface Parity {
  readonly name: string;
  readonly profile: string;
  readonly source: string;
  readonly date: string;
  /** Contracts whose tiers are assumed. */
  readonly assumed: readonly string[];
  readonly figures: readonly Compared[];
}

interface Held {
  readonly symbol: string;
  readonly contract: Contract;
  readonly position: VenuePosition;
}

/** To the nearest step, halves away from zero: an average entry lies between ticks. */
function nearestStep(value: Rational, step: Rational): number {
  const { top, bottom } = divide(value, step);
  const size = top < 0n ? -top : top;
  const count = Number((2n * size + bottom) / (2n * bottom));
  return top < 0n ? -count : count;
}

/** What a position cost: at its entry to the atom where that is a tick, else in exact atoms. */
function costOf(contract: Contract, lots: number, quantity: Rational, entry: Rational): number {
  const { grid, isLinear } = contract;
  const ticks = divide(entry, grid.tick);
  const scales = scalesOfContract(contract);
  if (ticks.bottom === 1n) return valueAtoms(scales, lots, Number(ticks.top));
  const exact = isLinear
    ? rational(quantity.top * entry.top, quantity.bottom * entry.bottom)
    : divide(quantity, entry);
  const atoms = nearestStep(absolute(exact), grid.atom);
  return lots > 0 === isLinear ? atoms : -atoms;
}

function readPosition(line: Reader, profile: Profile, settings: Reader | null): Held {
  const symbol = line.text('contract');
  const listed = contractNamed(profile, symbol, line.at('contract'));
  const base = ofProfile(listed);
  const own = line.has('settings') ? line.record('settings') : settings;
  const contract = own === null ? base : changed(base, own);
  own?.end();
  const { grid } = contract;
  const quantity = line.decimal('quantity');
  if (quantity.top === 0n) {
    throw new Refusal('OUT_OF_RANGE', line.at('quantity'), `${line.at('quantity')} must not be 0`);
  }
  const lots = toLots(grid, quantity, line.at('quantity'));
  const [entry, mark] = [line.positive('entry'), line.positive('mark')];
  const terms = venueTerms(contract);
  const position = {
    terms: terms.tierBy === 'lots' ? termsOf(terms, lots) : terms,
    scales: scalesOfContract(contract),
    lots,
    costAtoms: costOf(contract, lots, quantity, entry),
    markTicks: Math.max(1, nearestStep(mark, grid.tick)),
    leverageX100: toX100(line.positive('leverage'), line.at('leverage')),
    allocatedAtoms: line.has('margin') ? nearestStep(line.decimal('margin'), grid.atom) : null,
  };
  line.end();
  return { symbol, contract, position };
}

/** Their figure, or none where the venue shows none. */
function theirs(venue: Reader, name: string): Rational | null {
  return venue.isNull(name) ? null : venue.decimal(name);
}

function compared(
  of: string,
  figure: string,
  rule: string,
  ours: Rational | null,
  their: Rational | null,
  tick: Rational | null,
): Compared {
  const difference = ours === null || their === null ? null : subtract(ours, their);
  const isNear =
    difference === null
      ? ours === their
      : tick !== null && compare(absolute(difference), tick) <= 0;
  return {
    of,
    figure,
    rule,
    ours: ours === null ? null : decimalText(ours),
    theirs: their === null ? null : decimalText(their),
    difference: difference === null ? null : decimalText(difference),
    ...(tick !== null && { withinTick: isNear }),
  };
}

function ofPosition(held: readonly Held[], found: AccountFigures, venue: Reader): Compared[] {
  const symbol = venue.text('contract');
  const n = held.findIndex((one) => one.symbol === symbol);
  const [one, figures] = [held[n], found.positions[n]];
  if (one === undefined || figures === undefined) {
    const sentence = `${venue.at('contract')} is ${symbol}, of which there is no position`;
    throw new Refusal('UNKNOWN_CONTRACT', venue.at('contract'), sentence);
  }
  const { grid } = one.contract;
  const price = (ticks: number): Rational | null => (ticks === 0 ? null : ofTicks(grid, ticks));
  const ours = {
    maintenance: ofAtoms(grid, figures.maintenanceAtoms),
    initial: ofAtoms(grid, figures.initialAtoms),
    unrealised: ofAtoms(grid, figures.unrealisedAtoms),
    bankruptcyPrice: price(figures.bankruptcyTicks),
    liquidationPrice: price(figures.liquidationTicks),
  };
  const all = Object.entries(OF_POSITION).flatMap(([name, rule]) => {
    if (!venue.has(name)) return [];
    const tick = name.endsWith('Price') ? grid.tick : null;
    const figure = ours[name as keyof typeof ours];
    return [compared(symbol, name, rule, figure, theirs(venue, name), tick)];
  });
  venue.end();
  return all;
}

function ofAccount(
  profile: Profile,
  { contract: { grid } }: Held,
  { equityAtoms, maintenanceAtoms }: AccountFigures,
  venue: Reader,
): Compared[] {
  const ratio = ratioPpm(profile, equityAtoms, maintenanceAtoms);
  const ours = {
    equity: ofAtoms(grid, equityAtoms),
    maintenance: ofAtoms(grid, maintenanceAtoms),
    ratio: ratio === null ? null : ofPpm(ratio),
  };
  const all = Object.entries(OF_ACCOUNT).flatMap(([name, rule]) =>
    venue.has(name)
      ? [
          compared(
            'account',
            name,
            rule,
            ours[name as keyof typeof ours],
            theirs(venue, name),
            null,
          ),
        ]
      : [],
  );
  venue.end();
  return all;
}

function compareLine(line: Reader): Parity {
  const profile = profileNamed(line.text('profile'), line.at('profile'));
  const account = line.record('account');
  const positions = account.records('positions');
  const settings = line.has('settings') ? line.record('settings') : null;
  const held = positions.map((position) => readPosition(position, profile, settings));
  const [first] = held;
  if (first === undefined) {
    const sentence = `${account.at('positions')} must hold at least one`;
    throw new Refusal('OUT_OF_RANGE', account.at('positions'), sentence);
  }
  const { grid } = first.contract;
  const wallet = account.has('wallet') ? nearestStep(account.decimal('wallet'), grid.atom) : 0;
  account.end();
  const found = assess({ walletAtoms: wallet, positions: held.map(({ position }) => position) });
  const venue = line.record('venue');
  const figures = [
    ...(venue.has('account') ? ofAccount(profile, first, found, venue.record('account')) : []),
    ...(venue.has('positions')
      ? venue.records('positions').flatMap((one) => ofPosition(held, found, one))
      : []),
  ];
  venue.end();
  const told = (name: string): string => (line.has(name) ? line.text(name) : '');
  const parity = {
    name: told('name'),
    profile: profile.name,
    source: told('source'),
    date: told('date'),
    assumed: profile.contracts
      .filter((one) => one.assumed === true && held.some(({ symbol }) => symbol === one.symbol))
      .map(({ symbol }) => symbol),
    figures,
  };
  line.end();
  return parity;
}

/** Why a line cannot be compared. */
export interface Refused {
  readonly refused: { readonly code: string; readonly field: string; readonly sentence: string };
}

/** One line of text compared, or refused as a calculation is. */
export function compareText(text: string): Parity | Refused {
  try {
    return compareLine(new Reader(JSON.parse(text), 'line'));
  } catch (error) {
    if (error instanceof Refusal) {
      return { refused: { code: error.code, field: error.field, sentence: error.message } };
    }
    if (error instanceof InvariantError) {
      return { refused: { code: 'TOO_LARGE', field: 'line', sentence: error.message } };
    }
    if (!(error instanceof SyntaxError)) throw error;
    const sentence = 'the line must be one JSON record: profile, account and venue';
    return { refused: { code: 'NOT_JSON', field: 'line', sentence } };
  }
}

/** Whether no price that a venue gives is further than a tick from ours. */
export function agrees(parity: Parity | Refused): boolean {
  if ('refused' in parity) return false;
  return parity.figures.every(
    ({ figure, withinTick }) => figure !== 'liquidationPrice' || withinTick === true,
  );
}
