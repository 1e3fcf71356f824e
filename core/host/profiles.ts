/** The profiles of venues that came with the program, checked before anything is asked of them. */
import { readdirSync } from 'node:fs';
import { profileFault } from '../venue/profiles/profile.ts';
import type { Profile } from '../venue/profiles/profile.ts';
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
