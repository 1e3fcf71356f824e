/** One line of what a contract says of itself. */
import type { ContractLine } from '../messages.ts';

type Given = Partial<ContractLine> & Pick<ContractLine, 'name' | 'value'>;

/** A line without what it does not say. */
export function line(given: Given): ContractLine {
  return { note: '', rule: '', dueUs: 0, ...given };
}
