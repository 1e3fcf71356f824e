/** A key beside what it does, as the person who sits here has it. */
import type { KeyPlace } from './key-table.ts';
import { useKey } from './keys.ts';

interface KeyProps {
  readonly where: KeyPlace;
  /** As the table has it. */
  readonly of: string;
}

export function Key({ where, of }: KeyProps) {
  return <kbd>{useKey(where, of).replace('Ctrl Enter', 'Ctrl \u23ce')}</kbd>;
}
