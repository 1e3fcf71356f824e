import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** The collector by hand, without a flag on the command line. */
export function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
