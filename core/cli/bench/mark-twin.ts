/**
 * The margin check's figures a second time, in BigInt and straight from the rules: values in the
 * contract's own units, and brackets as slices that each pay their rate, rounded up once. It values
 * everything every time, and is not clever anywhere. Linear contracts alone, as the bench has them.
 */
import type { InstrumentSpec } from '../../venue/commands.ts';

const PPM = 1_000_000n;
const E8 = 100_000_000n;

/** A contract as its rules give it. */
export interface TwinContract {
  readonly spec: InstrumentSpec;
  /** Atoms in one of the settlement asset. */
  readonly unit: bigint;
  readonly markTicks: bigint;
}

export interface TwinPosition {
  readonly lots: bigint;
  readonly costAtoms: bigint;
}

/** One subaccount as the twin knows it, with a position in each contract. */
export interface TwinHeld {
  readonly id: number;
  readonly walletAtoms: bigint;
  readonly positions: readonly TwinPosition[];
}

export interface TwinValued {
  readonly equityAtoms: bigint;
  readonly maintenanceAtoms: bigint;
}

/** Value = lots x lot x ticks x tick, in atoms; exact for every contract that can be listed. */
function worth({ spec, unit, markTicks }: TwinContract, lots: bigint): bigint {
  return (lots * BigInt(spec.lotE8) * markTicks * BigInt(spec.tickE8) * unit) / (E8 * E8);
}

/** What each slice of a value is asked by its bracket, and the closing fee of all of it. */
function maintenance({ margin, fees }: InstrumentSpec, value: bigint): bigint {
  let asked = value * BigInt(fees.takerPpm);
  margin.tiers.forEach(({ floorAtoms, maintenancePpm }, n) => {
    const next = margin.tiers[n + 1];
    const from = BigInt(floorAtoms);
    const to =
      next === undefined || BigInt(next.floorAtoms) > value ? value : BigInt(next.floorAtoms);
    if (to > from) asked += (to - from) * BigInt(maintenancePpm);
  });
  return (asked + PPM - 1n) / PPM;
}

/** Equity and maintenance of everybody. */
export function twinPass(
  contracts: readonly TwinContract[],
  held: readonly TwinHeld[],
): TwinValued[] {
  return held.map(({ walletAtoms, positions }) => {
    let equityAtoms = walletAtoms;
    let maintenanceAtoms = 0n;
    contracts.forEach((contract, n) => {
      const { lots, costAtoms } = positions[n] as TwinPosition;
      const value = worth(contract, lots);
      equityAtoms += value - costAtoms;
      maintenanceAtoms += maintenance(contract.spec, value < 0n ? -value : value);
    });
    return { equityAtoms, maintenanceAtoms };
  });
}
