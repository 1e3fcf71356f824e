/** The panels that a desk has. A layout names them by these ids, which therefore never change. */
import type { RoomId } from '../rooms.ts';

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

export const TRADING_IDS = [
  'accounts',
  'chart',
  'ladder',
  'order',
  'margin',
  ...BLOTTER_IDS,
] as const;

export const RISK_IDS = ['calls', 'modes', 'oracles', 'liquidations', 'adl', 'funds'] as const;

/** Each panel stands in one workspace. */
export const IDS_OF: Readonly<Record<RoomId, readonly PanelId[]>> = {
  trading: TRADING_IDS,
  risk: RISK_IDS,
};
export const PANEL_IDS = [...TRADING_IDS, ...RISK_IDS] as const;
export type PanelId = (typeof PANEL_IDS)[number];

/** Those whose name is more than their id. */
const TITLES: Partial<Record<PanelId, string>> = {
  calls: 'Margin calls',
  modes: 'Margin by mode',
  oracles: 'Oracle health',
  liquidations: 'Liquidation ladder',
  adl: 'ADL queue',
  funds: 'Insurance fund',
};

/** The workspace that a panel stands in. */
export function roomOf(id: PanelId): RoomId {
  return RISK_IDS.some((own) => own === id) ? 'risk' : 'trading';
}

export function isPanelId(value: unknown): value is PanelId {
  return PANEL_IDS.some((id) => id === value);
}

export function isBlotter(value: unknown): value is BlotterId {
  return BLOTTER_IDS.some((id) => id === value);
}

/** What stands on its tab. */
export function titleOf(id: PanelId): string {
  return TITLES[id] ?? id.charAt(0).toUpperCase() + id.slice(1);
}
