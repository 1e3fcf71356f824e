/** The security log for a window, for who may see what everybody did. Rule DESK-25. */
import type { SecurityEntry } from '../sequencer/admission/security-log.ts';
import type { DeskCode } from '../sequencer/admission/security-codes.ts';
import type { Desk } from './desk.ts';
import type { Call, SecurityPage, SecurityRow } from './messages.ts';
import { SEE_ALL, speakerOf } from './trail.ts';

type SecurityCall = Extract<Call, { readonly name: 'security' }>;

interface Refused {
  readonly refusal: DeskCode;
  readonly sentence: string;
}

/** A page of what was turned away, newest first, or why it is not shown. */
export function securityPage(
  desk: Desk,
  { beforeNumber, count, code }: SecurityCall,
  session: number,
): SecurityPage | Refused {
  const speaker = speakerOf(desk, session);
  if (speaker === null) {
    return { refusal: 'NO_SESSION', sentence: 'Sign in first: the security log is shown by role.' };
  }
  if (!SEE_ALL.includes(speaker.role)) {
    const roles = new Intl.ListFormat('en', { type: 'disjunction' }).format(SEE_ALL);
    const sentence = `The security log is for ${roles}, not for ${speaker.role}.`;
    return { refusal: 'NOT_AUTHORISED', sentence };
  }
  const { securityLog: log } = desk.options;
  const query = { beforeNumber, count, ...(code === undefined ? {} : { code }) };
  return {
    entries: log.page(query).map((entry) => rowOf(desk, entry)),
    total: log.total,
    forgotten: log.forgotten,
    counts: log
      .counts()
      .toSorted(([, a], [, b]) => b - a)
      .map(([of, times]) => ({ code: of, count: times })),
  };
}

function rowOf({ options }: Desk, entry: SecurityEntry): SecurityRow {
  const operator = options.port.venue.state.sessions[entry.session - 1]?.operator ?? 0;
  const name = options.people(operator) || `Operator ${operator}`;
  return { ...entry, who: operator === 0 ? '' : name };
}
