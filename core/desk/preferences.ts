/** What an operator's windows keep, for the operator that a session is of. Rule DESK-23. */
import { sentenceOf } from '../journal/errors.ts';
import type { Session } from '../venue/state.ts';
import type { DeskCode } from '../sequencer/admission/security-codes.ts';
import type { Desk } from './desk.ts';
import { PREFERENCES_CHARACTERS_MAX } from './messages.ts';
import type { Call } from './messages.ts';

type PreferencesCall = Extract<Call, { readonly name: 'preferences' }>;
type Answer = { readonly text: string } | { readonly refused: DeskCode; readonly sentence: string };

/** Reads or writes the text of a session's operator; never that of another one. */
export async function preferencesOf(
  { options }: Desk,
  session: number,
  { act, text = '' }: PreferencesCall,
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
    if (act === 'read') return { text: await preferences.read(speaker.operator) };
    await preferences.write(speaker.operator, text);
    return { text };
  } catch (thrown) {
    return { refused: 'NOT_NOW', sentence: `Preferences: ${sentenceOf(thrown)}.` };
  }
}
