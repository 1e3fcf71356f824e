/** What stops a drill, as a value: the step that finds it returns it. */

export type ProblemCode =
  | 'RESOURCE'
  | 'FOUNDING'
  | 'UNKNOWN_NAME'
  | 'OUTCOME'
  | 'EXPECTATION'
  | 'CONSERVATION'
  | 'INVARIANT';

/** One thing that was expected and was not so. */
export interface Mismatch {
  /** What was looked at: `bucket alpha USDT, equity`. */
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
}

export interface Problem {
  readonly code: ProblemCode;
  readonly mismatches: readonly Mismatch[];
}

export function problem(code: ProblemCode, what: string, expected: string, seen: string): Problem {
  return { code, mismatches: [{ what, expected, seen }] };
}
