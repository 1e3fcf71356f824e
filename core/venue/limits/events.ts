/** What is told of limits, throttles and waivers; `events.ts` has the whole vocabulary. */
export const limitEvents = {
  /** 0 where there is no such limit. */
  'subaccount.orderLimits': [
    'subaccount',
    'instrument',
    'maxQuantityLots',
    'maxValueAtoms',
    'maxAwayPpm',
  ],
  'subaccount.orderRates': ['subaccount', 'ordersPerSecond', 'executions', 'windowS'],
  'throttle.reached': ['subaccount', 'strategy', 'executions', 'untilUs'],
  'throttle.released': ['subaccount', 'strategy', 'operator'],
  /** Price 0 is any; limits are bits, by place in ORDER_LIMITS; the operator approved it. */
  'waiver.granted': [
    'waiver',
    'subaccount',
    'instrument',
    'side',
    'quantityLots',
    'priceTicks',
    'limits',
    'expiresUs',
    'operator',
  ],
  'waiver.used': ['waiver', 'subaccount', 'instrument', 'order', 'limits'],
  'waiver.expired': ['waiver', 'subaccount', 'instrument'],
} as const;
