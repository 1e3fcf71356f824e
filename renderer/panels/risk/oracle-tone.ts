/** How loud a state of the ladder is. */
import type { OracleRow } from '../../../core/desk/messages.ts';

export type OracleTone = 'good' | 'warned' | 'grave';

export function toneOf(state: OracleRow['state']): OracleTone {
  if (state === 'GREEN') return 'good';
  return state === 'AMBER' || state === 'RESUME' ? 'warned' : 'grave';
}
