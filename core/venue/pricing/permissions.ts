import type { LadderPhase, PriceState } from './ladder.ts';

/** 'confirmTwo': the breach must stand on two observations running. */
export type LiquidationPermission = 'on' | 'confirmTwo' | 'off';
export type OrderPermission = 'all' | 'reduceOnly' | 'cancelOnly' | 'postOnly' | 'none';
export type Collar = 'normal' | 'halved' | 'onePercent';
export type FundingMode = 'normal' | 'flagged' | 'excluded' | 'postponed';

/** What the venue may do while a price stands where it stands. */
export interface Permissions {
  readonly liquidations: LiquidationPermission;
  readonly orders: OrderPermission;
  readonly collar: Collar;
  readonly funding: FundingMode;
  /** Where the line comes from, and what was chosen where the rule is silent. */
  readonly source: string;
}

const RUNGS = {
  NONE: {
    liquidations: 'off',
    orders: 'none',
    collar: 'onePercent',
    funding: 'excluded',
    source: 'No price yet: nothing may rest on one.',
  },
  GREEN: {
    liquidations: 'on',
    orders: 'all',
    collar: 'normal',
    funding: 'normal',
    source: 'oracles section 2, row GREEN',
  },
  AMBER: {
    liquidations: 'confirmTwo',
    orders: 'all',
    collar: 'halved',
    funding: 'flagged',
    source: 'oracles section 2, row AMBER',
  },
  HOLD: {
    liquidations: 'off',
    orders: 'reduceOnly',
    collar: 'onePercent',
    funding: 'excluded',
    source: 'oracles section 2, row HOLD',
  },
  'FALLBACK.agreeing': {
    liquidations: 'off',
    orders: 'reduceOnly',
    collar: 'onePercent',
    funding: 'flagged',
    source: 'oracles section 2, row FALLBACK before 30 s of agreement; collar as in HOLD',
  },
  'FALLBACK.agreed': {
    liquidations: 'confirmTwo',
    orders: 'reduceOnly',
    collar: 'onePercent',
    funding: 'flagged',
    source: 'oracles section 2, row FALLBACK; collar as in HOLD',
  },
  HALT: {
    liquidations: 'off',
    orders: 'cancelOnly',
    collar: 'onePercent',
    funding: 'postponed',
    source: 'oracles section 2, row HALT; no order needs the collar',
  },
  'RESUME.greenWait': {
    liquidations: 'off',
    orders: 'reduceOnly',
    collar: 'onePercent',
    funding: 'normal',
    source: 'oracles section 2, row RESUME; orders and collar as in HOLD until GREEN has held',
  },
  'RESUME.postOnly': {
    liquidations: 'off',
    orders: 'postOnly',
    collar: 'halved',
    funding: 'normal',
    source: 'oracles section 2, row RESUME; collar as in AMBER until open',
  },
} as const satisfies Record<string, Permissions>;

/** What a standing allows (ORA-14). Only RESUME and FALLBACK have phases. */
export function allows(state: PriceState, phase: LadderPhase): Permissions {
  switch (state) {
    case 'RESUME':
      return RUNGS[phase === 'postOnly' ? 'RESUME.postOnly' : 'RESUME.greenWait'];
    case 'FALLBACK':
      return RUNGS[phase === 'agreed' ? 'FALLBACK.agreed' : 'FALLBACK.agreeing'];
    case 'NONE':
    case 'GREEN':
    case 'AMBER':
    case 'HOLD':
    case 'HALT':
      return RUNGS[state];
  }
}
