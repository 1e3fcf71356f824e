/** A profile for random programs: other ways to ask than those of the contracts themselves. */
import type { TestVenue } from './test-venue.ts';

/** Of the first two contracts: the linear in steps by lots, the inverse by a ramp. Its number. */
export function profiled(venue: TestVenue): number {
  const fees = { mmIncludesCloseFee: false } as const;
  const steps = [0, 200, 1_000].map((floorAtoms, n) => ({
    floorAtoms,
    maintenancePpm: 5_000 * (n + 1),
    initialPpm: 10_000 * (n + 1),
  }));
  const margin = { tiers: steps, tierMode: 'step', ...fees } as const;
  const ramp = {
    tiers: steps.slice(0, 1),
    tierMode: 'linear',
    rampAtoms: 16e7,
    mmBasis: 'mark',
  } as const;
  return venue.ok(
    {
      kind: 'profile.define',
      label: 'elsewhere',
      contracts: [
        { instrument: 1, tierBy: 'lots', margin },
        { instrument: 2, margin: ramp },
      ],
    },
    { by: 'admin' },
  );
}
