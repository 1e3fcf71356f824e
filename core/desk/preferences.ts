/** What an operator's windows keep, for the operator that a session is of. Rules DESK-23, 34. */
import { createHash } from 'node:crypto';
import { sentenceOf } from '../journal/errors.ts';
import type { Session } from '../venue/state.ts';
import type { DeskCode } from '../sequencer/admission/security-codes.ts';
import type { Desk } from './desk.ts';
import { PREFERENCES_CHARACTERS_MAX } from './messages.ts';
import type { Call } from './messages.ts';

type PreferencesCall = Extract<Call, { readonly name: 'preferences' }>;
type Answer =
  | { readonly text: string; readonly version: string }
  | { readonly refused: DeskCode; readonly sentence: string };

const VERSION_LENGTH = 16;

/** Names a text by what is in it, so that a version outlives the core; empty for none. */
export function versionOf(text: string): string {
  return text === ''
    ? ''
    : createHash('sha256').update(text).digest('hex').slice(0, VERSION_LENGTH);
}

/** Reads or writes the text of a session's operator; never that of another one. */
export async function preferencesOf(
  { options }: Desk,
  session: number,
  { act, text = '', version = '' }: PreferencesCall,
): Promise<Answer> {
  const { preferences, port } = options;
  if (preferences === undefined) {
    return { refused: 'NOT_NOW', sentence: 'This core keeps no preferences.' };
  }
  const speaker: Session | undefined = port.venue.state.sessions[session - 1];
  if (speaker === undefined) {
    return { refused: 'NO_SESSION', sentence: 'Sign in first: preferences are kept by operator.' };
  }
  if (text.length > PREFERENCES_CHARACTERS_MAX) {
    const sentence = `Preferences have at most ${PREFERENCES_CHARACTERS_MAX} characters.`;
    return { refused: 'TOO_LONG', sentence };
  }
  try {
    if (act === 'read') {
      const kept = await preferences.read(speaker.operator);
      return { text: kept, version: versionOf(kept) };
    }
    const isKnown = (now: string): boolean => versionOf(now) === version;
    if (await preferences.write(speaker.operator, text, isKnown)) {
      return { text, version: versionOf(text) };
    }
    const sentence = 'Another window wrote the preferences meanwhile: read them and write again.';
    return { refused: 'STALE_WRITE', sentence };
  } catch (thrown) {
    return { refused: 'NOT_NOW', sentence: `Preferences: ${sentenceOf(thrown)}.` };
  }
}
