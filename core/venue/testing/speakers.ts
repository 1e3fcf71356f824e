/** Who speaks in tests. */
import type { Role } from '../commands.ts';

/** Who may speak to a test venue, with the role of the session; systems have none of people's. */
export const SPEAKERS = {
  core: 'system',
  clock: 'system',
  feed: 'system',
  custodian: 'system',
  house: 'system',
  trader: 'trader',
  basisTrader: 'trader',
  risk: 'risk',
  secondRisk: 'risk',
  treasurer: 'treasurer',
  compliance: 'compliance',
  auditor: 'auditor',
  admin: 'admin',
  secondAdmin: 'admin',
  observer: 'system',
} as const satisfies Record<string, Role>;
export type Speaker = keyof typeof SPEAKERS;

/** The operator behind a speaker; systems have none. */
export function operatorOf(speaker: Speaker): number {
  return SPEAKERS[speaker] === 'system' ? 0 : Object.keys(SPEAKERS).indexOf(speaker) + 1;
}
