/** The colours of this window now: its theme and palette, and what its person replaced. */
import { withColours } from '../theme/replaced.ts';
import { tokensOf } from '../theme/tokens.ts';
import type { Tokens } from '../theme/tokens.ts';
import { deskState } from './desk-state.ts';
import type { DeskState } from './desk-state.ts';

type Look = Pick<DeskState, 'theme' | 'palette' | 'colours'>;

let made: { readonly look: Look; readonly tokens: Tokens } | null = null;

/** The same object for as long as nothing of it changes. */
export function tokensNow(): Tokens {
  const look = deskState();
  const { theme, palette, colours } = look;
  const before = made?.look;
  const isSame = before?.theme === theme && before.palette === palette;
  if (made === null || !isSame || before.colours !== colours) {
    made = { look, tokens: withColours(tokensOf(theme, palette), theme, colours[theme]) };
  }
  return made.tokens;
}
