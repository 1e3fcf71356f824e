/** Whether the strip names each feed, or folds them to a count and the oldest age. */
export interface Fold {
  readonly isFolded: boolean;
  /** The room that the names took when they were folded. */
  readonly need: number;
}

/**
 * What fits is shown; nothing is cut. `taken` is what stands there now, in `room`, both in pixels.
 * What was folded unfolds where there is room for what it took before.
 */
export function foldOf(before: Fold, room: number, taken: number): Fold {
  if (!before.isFolded) return taken > room ? { isFolded: true, need: taken } : before;
  return room >= before.need ? { ...before, isFolded: false } : before;
}
