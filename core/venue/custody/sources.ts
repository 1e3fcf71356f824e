/** What each source has said last, by its name: rules CUST-01 and EXT-04. */

/**
 * The newest sequence by source, of none or of those that were saved. It inherits nothing, so that
 * a source of any name is seen: `__proto__` would otherwise take no number and come again for ever.
 */
export function createSources(
  saved: Readonly<Record<string, number>> = {},
): Record<string, number> {
  return Object.assign(Object.create(null) as Record<string, number>, saved);
}
