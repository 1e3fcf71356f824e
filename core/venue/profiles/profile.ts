/**
 * A venue's ways with margin as data: its contracts, their tiers, and where both were read. The
 * arithmetic is that of `margin/`; a profile only says what it is asked with.
 */
import { feeFields, profileMarginFields, tierBy } from '../definitions.ts';
import { deriveScales } from '../instruments/value.ts';
import { tiersFit } from '../margin/tiers.ts';
import type { Terms } from '../margin/tiers.ts';
import { mulDivCeil, PPM } from '../numbers.ts';
import type { Lots } from '../numbers.ts';
import {
  boolean,
  checkRecord,
  choice,
  integer,
  list,
  MAX_INTEGER,
  optional,
  record,
  text,
} from '../schema.ts';
import type { RecordOf } from '../schema.ts';
import type { Scales } from '../state.ts';

const label = text(32);

const contractFields = {
  symbol: label,
  contract: choice('linear', 'inverse'),
  settleAsset: label,
  /** Decimals of the settlement asset: what an atom is. */
  decimals: integer(0, 12),
  tickE8: integer(1, MAX_INTEGER),
  lotE8: integer(1, MAX_INTEGER),
  fees: record(feeFields),
  rounding: optional(choice('perFill', 'perContract')),
  tierBy,
  margin: record(profileMarginFields),
  /** Our own instruments whose positions may be asked for margin as this contract's are. */
  models: optional(list(label, 8)),
  /** When the table was in force, and where it was read. */
  asOf: text(48),
  source: text(200),
  /** Given where no table was found and this one stands in for it. */
  assumed: optional(boolean),
} as const;

export const profileFields = {
  name: label,
  title: text(64),
  /** The ratio that the venue shows: what is asked over what is there, or the reverse. */
  ratio: choice('maintenanceOverEquity', 'equityOverMaintenance'),
  contracts: list(record(contractFields), 64),
} as const;

export type Profile = RecordOf<typeof profileFields>;
export type ProfileContract = RecordOf<typeof contractFields>;

/** Whether floors and ramp agree with each other, and the scales divide. */
function contractFault(contract: ProfileContract): string | null {
  if (scalesOf(contract) === null) return 'has scales that do not divide';
  return tiersFit(contract) ? null : 'has tiers that contradict themselves';
}

/** What is wrong with a profile, as a sentence; null where it can be used. Rule PROF-01. */
export function profileFault(value: unknown, path: string): string | null {
  const misfit = checkRecord(profileFields, value, path, () => null);
  if (misfit !== null) return misfit.sentence;
  const { contracts } = value as Profile;
  for (const [n, contract] of contracts.entries()) {
    const fault = contractFault(contract);
    if (fault !== null) return `${path}.contracts[${n}] ${fault}`;
    const first = contracts.findIndex(({ symbol }) => symbol === contract.symbol);
    if (first !== n) return `${path}.contracts[${n}] has the symbol of contracts[${first}]`;
  }
  return null;
}

export function scalesOf(contract: ProfileContract): Scales | null {
  return deriveScales(contract, contract);
}

/** Beyond this no rate by lots goes: a price must still be able to change what is missing. */
const MOST_RATE_PPM = 900_000;

/**
 * What margin is asked with of a position of so many lots. Where tiers are by lots they are known
 * before any price is, and all of the value pays one rate: that of the last tier whose floor the
 * lots are above, or the first rising by lots / ramp, to the next ppm. Rule PROF-02.
 */
export function termsOf(contract: Terms & Pick<ProfileContract, 'tierBy'>, lots: Lots): Terms {
  const { contract: kind, fees, margin, tierBy: by = 'value' } = contract;
  if (by === 'value') return { contract: kind, fees, margin };
  const { tiers, tierMode: __, rampAtoms, ...ways } = margin;
  const size = Math.abs(lots);
  const reached = tiers.filter(({ floorAtoms }) => floorAtoms < size).at(-1) ?? tiers[0];
  const rise = rampAtoms === undefined ? 0 : mulDivCeil(Math.min(size, rampAtoms), PPM, rampAtoms);
  const rated = (ppm: number): number => Math.min(ppm + rise, MOST_RATE_PPM);
  const only = {
    floorAtoms: 0,
    maintenancePpm: rated(reached?.maintenancePpm ?? 0),
    initialPpm: rated(reached?.initialPpm ?? 0),
  };
  return { contract: kind, fees, margin: { ...ways, tiers: [only] } };
}
