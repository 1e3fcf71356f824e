/** The panels that a desk has. A layout names them by these ids, which therefore never change. */

export const BLOTTER_IDS = [
  'positions',
  'orders',
  'executions',
  'alerts',
  'trail',
  'security',
  'collateral',
] as const;
export type BlotterId = (typeof BLOTTER_IDS)[number];

export const PANEL_IDS = [
  'accounts',
  'chart',
  'ladder',
  'order',
  'margin',
  ...BLOTTER_IDS,
] as const;
export type PanelId = (typeof PANEL_IDS)[number];

export function isPanelId(value: unknown): value is PanelId {
  return PANEL_IDS.some((id) => id === value);
}

export function isBlotter(value: unknown): value is BlotterId {
  return BLOTTER_IDS.some((id) => id === value);
}

/** What stands on its tab. */
export function titleOf(id: PanelId): string {
  return id.charAt(0).toUpperCase() + id.slice(1);
}
