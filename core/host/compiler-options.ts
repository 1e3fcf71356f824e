/**
 * How far the compiler goes with a core. An order runs through many small functions, and most of
 * what a call costs it is gone where they are compiled as one; V8's own bounds are for pages that
 * load fast. What is seldom, as fills are beside orders that rest, would be left out of it, and a
 * fill is what takes longest. What it came to stands in docs/benchmarks.md.
 */
import { setFlagsFromString } from 'node:v8';

const OPTIONS = [
  '--max-inlined-bytecode-size=2000',
  '--max-inlined-bytecode-size-cumulative=4000',
  '--max-inlined-bytecode-size-small=150',
  '--min-inlining-frequency=0.005',
] as const;

/** Sets them for this process, before anything is compiled that they should hold for. */
export function setCompilerOptions(): void {
  for (const option of OPTIONS) setFlagsFromString(option);
}
