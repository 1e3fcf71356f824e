/** The profiles of venues that came with the program, checked before anything is asked of them. */
import { readdirSync } from 'node:fs';
import type { Command, CommandOf } from '../venue/commands.ts';
import { profileFault } from '../venue/profiles/profile.ts';
import type { Profile, ProfileContract } from '../venue/profiles/profile.ts';
import { readResource, ResourceError, RESOURCES } from './founding.ts';

/**
 * All profiles of a folder by name. Throws `ResourceError` where a file is not JSON, has another
 * shape, contradicts itself, or bears another name than the profile in it.
 */
export function loadProfiles(
  folder: URL = new URL('profiles/', RESOURCES),
): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const file of readdirSync(folder).toSorted()) {
    if (!file.endsWith('.json')) continue;
    const value = readResource(new URL(file, folder));
    const fault = profileFault(value, file);
    if (fault !== null) throw new ResourceError('MISFIT', fault);
    const profile = value as Profile;
    if (`${profile.name}.json` !== file) {
      throw new ResourceError('MISFIT', `${file} must be named as its profile, ${profile.name}`);
    }
    profiles.set(profile.name, profile);
  }
  return profiles;
}

type Listing = CommandOf<'instrument.list'>;
type Defined = CommandOf<'profile.define'>['contracts'][number];

/** Whether an instrument's positions are worth what the contract's are, in the same atoms. */
function isAlike(contract: ProfileContract, listing: Listing, decimals: number): boolean {
  return contract.contract === listing.contract && contract.decimals === decimals;
}

/** A table by lots as one of the instrument's lots; undefined where they do not divide. */
function inOurLots(margin: Defined['margin'], theirsE8: number, oursE8: number) {
  const count = (lots: number): number => (lots * theirsE8) / oursE8;
  const { tiers, rampAtoms } = margin;
  const scaled = {
    ...margin,
    tiers: tiers.map((tier) => ({ ...tier, floorAtoms: count(tier.floorAtoms) })),
    ...(rampAtoms !== undefined && { rampAtoms: count(rampAtoms) }),
  };
  const all = [...scaled.tiers.map(({ floorAtoms }) => floorAtoms), scaled.rampAtoms ?? 0];
  return all.every(Number.isSafeInteger) ? scaled : undefined;
}

/**
 * The command that defines a profile in a venue which was founded with these commands: of each of
 * its contracts that models one of the venue's instruments, or is listed as its own venue's, what
 * margin is asked with. The fees that are paid, and how an inverse value is rounded, stay the
 * instrument's. Rule PROF-06.
 */
export function profileCommand(
  { name, contracts }: Profile,
  founding: readonly Command[],
): CommandOf<'profile.define'> {
  const assets = founding.filter((command) => command.kind === 'asset.list');
  const listings = founding.filter((command) => command.kind === 'instrument.list');
  const defined = listings.flatMap((listing, n): Defined[] => {
    const contract = contracts.find(
      ({ symbol, models = [] }) =>
        listing.symbol === `${name}:${symbol}` || models.includes(listing.symbol),
    );
    const decimals = assets[listing.settleAsset - 1]?.decimals ?? -1;
    if (contract === undefined || !isAlike(contract, listing, decimals)) return [];
    const { margin, tierBy, lotE8 } = contract;
    if (tierBy !== 'lots') return [{ instrument: n + 1, margin }];
    const ours = inOurLots(margin, lotE8, listing.lotE8);
    return ours === undefined ? [] : [{ instrument: n + 1, tierBy, margin: ours }];
  });
  return { kind: 'profile.define', label: name, contracts: defined };
}
