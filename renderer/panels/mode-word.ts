/** The word behind the letter of a subaccount's margin mode. */
import type { AccountRow } from '../../core/desk/messages.ts';

const WORDS: Readonly<Record<AccountRow['mode'], string>> = {
  '': '',
  C: 'cross',
  I: 'isolated',
  P: 'portfolio',
  M: 'multi-asset',
};

export function modeWord(mode: AccountRow['mode']): string {
  return WORDS[mode];
}
