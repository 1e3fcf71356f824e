/** How the launcher tells Electron's main process what to start: one argument, nothing else. */
import type { CoreOptions } from '../core-config.ts';
import type { Place } from '../open-core.ts';

export const LAUNCH_SWITCH = '--bulkhead-launch=';

export type LaunchOptions = Pick<
  CoreOptions,
  'feed' | 'seed' | 'shock' | 'speed' | 'loop' | 'duration' | 'organisation'
>;

/** Encoded, because Chromium reads the same command line and has words of its own. */
export function launchArgument(options: LaunchOptions, place: Place): string {
  const { feed, seed, shock, speed, loop, duration, organisation } = options;
  const said = { options: { feed, seed, shock, speed, loop, duration, organisation }, place };
  return LAUNCH_SWITCH + Buffer.from(JSON.stringify(said)).toString('base64url');
}
