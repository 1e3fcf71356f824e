/** Types of order as the ticket offers them: which fields each has, and how the core is told. */

export const TIMES_IN_FORCE = ['gtc', 'day', 'gtd', 'ioc', 'fok'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];
export const TRIGGERS = ['mark', 'last', 'index'] as const;
export type TriggerSource = (typeof TRIGGERS)[number];

/** What becomes of an order that meets one of its own owner, as the core calls it and in words. */
export const SELF_TRADES = {
  cancelNewest: 'Cancel the newest',
  cancelOldest: 'Cancel the oldest',
  cancelBoth: 'Cancel both',
  decrementAndCancel: 'Decrement and cancel',
  transfer: 'Transfer',
} as const;
export type SelfTrade = keyof typeof SELF_TRADES;

interface TypeSpec {
  /** In the menu, and where there is room. */
  readonly word: string;
  /** On the button that has the menu. */
  readonly short: string;
  readonly key: string;
  readonly hasLimit: boolean;
  /** A price that releases it, or a distance at which the trigger follows. */
  readonly trigger: 'none' | 'price' | 'trail';
  /** Due when its price is better than the trigger, and not when it is worse. */
  readonly isTouched: boolean;
  /** The side and size of the position when it is released, and no other. */
  readonly isClosing: boolean;
}

const PLAIN = { hasLimit: false, trigger: 'none', isTouched: false, isClosing: false } as const;

export const ORDER_TYPES = {
  market: { ...PLAIN, word: 'Market', short: 'Market', key: 'M' },
  limit: { ...PLAIN, word: 'Limit', short: 'Limit', key: 'L', hasLimit: true },
  stop: { ...PLAIN, word: 'Stop', short: 'Stop', key: 'T', trigger: 'price' },
  stopLimit: {
    ...PLAIN,
    word: 'Stop limit',
    short: 'Stop lmt',
    key: 'P',
    hasLimit: true,
    trigger: 'price',
  },
  touched: {
    ...PLAIN,
    word: 'Market if touched',
    short: 'MIT',
    key: 'I',
    trigger: 'price',
    isTouched: true,
  },
  touchedLimit: {
    ...PLAIN,
    word: 'Limit if touched',
    short: 'LIT',
    key: 'J',
    hasLimit: true,
    trigger: 'price',
    isTouched: true,
  },
  trailing: { ...PLAIN, word: 'Trailing stop', short: 'Trailing', key: 'R', trigger: 'trail' },
  pegged: { ...PLAIN, word: 'Pegged', short: 'Pegged', key: 'K' },
  closeStop: {
    ...PLAIN,
    word: 'Stop that closes the position',
    short: 'Close',
    key: 'C',
    trigger: 'price',
    isClosing: true,
  },
} as const satisfies Readonly<Record<string, TypeSpec>>;

export type OrderType = keyof typeof ORDER_TYPES;

export const FIRST_TYPES = ['market', 'limit', 'stop'] as const satisfies readonly OrderType[];
export const MORE_TYPES = [
  'stopLimit',
  'touched',
  'touchedLimit',
  'trailing',
  'pegged',
  'closeStop',
] as const satisfies readonly OrderType[];

export function typeSpec(type: OrderType): TypeSpec {
  return ORDER_TYPES[type];
}

/** Whether what does not trade at once may stay in the book. */
export function mayRest(type: OrderType): boolean {
  return typeSpec(type).hasLimit || type === 'pegged';
}

export function typeOfKey(key: string): OrderType | undefined {
  const types = Object.keys(ORDER_TYPES) as OrderType[];
  return types.find((type) => ORDER_TYPES[type].key === key);
}

const RESTS: readonly TimeInForce[] = ['gtc', 'day', 'gtd'];
const AT_ONCE: readonly TimeInForce[] = ['ioc', 'fok'];

/** How long an order of this type may live; what must rest is never at once. */
export function timesFor(type: OrderType, isPostOnly: boolean): readonly TimeInForce[] {
  const { hasLimit, trigger, isClosing } = typeSpec(type);
  if (isClosing) return [];
  if (type === 'pegged') return RESTS;
  if (hasLimit) return isPostOnly ? RESTS : TIMES_IN_FORCE;
  // A market order rests nowhere; until its trigger it may wait without an end, or to one.
  return trigger === 'none' ? AT_ONCE : ['ioc', 'fok', 'day', 'gtd'];
}

/** As the menu of times names one: what waits takes what it can when it is released. */
export function timeWord(time: TimeInForce, type: OrderType): string {
  const { trigger } = typeSpec(type);
  const isLater = trigger !== 'none' && AT_ONCE.includes(time);
  return isLater ? `${time.toUpperCase()} at trigger` : time.toUpperCase();
}
