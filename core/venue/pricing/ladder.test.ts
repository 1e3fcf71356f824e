import { describe, expect, test } from 'vitest';
import indices from '../../../resources/indices.json' with { type: 'json' };
import type { IndexDefinition } from './definition.ts';
import { createIndexState, lower, observe, release, tick } from './index-state.ts';
import type { IndexState, IndexStep } from './index-state.ts';
import type { LoweredState } from './ladder.ts';
import type { SourceInput } from './source-validity.ts';

const fiveSources: IndexDefinition = indices.standard[0]!;
const oneSource: IndexDefinition = indices.replay[0]!;
const T0 = 1_700_000_000_000_000;

/** What the sources quote in whole units, 0 = silent, and the secondary index beside them. */
interface Market {
  readonly prices: readonly number[];
  readonly secondary?: number;
}

/** Weights are 30, 25, 20, 15 and 10 %. */
const healthy: Market = { prices: [1_000, 1_000, 1_000, 1_000, 1_000] };
const markets = {
  healthy,
  threeOf75: { prices: [1_000, 1_000, 1_000, 0, 0] },
  threeOf45: { prices: [0, 0, 1_000, 1_000, 1_000] },
  twoAgree: { prices: [1_000, 1_005, 0, 0, 0] },
  twoDisagree: { prices: [1_000, 1_006, 0, 0, 0] },
  oneLeft: { prices: [1_000, 0, 0, 0, 0] },
  oneLeftWithSecondary: { prices: [1_000, 0, 0, 0, 0], secondary: 1_040 },
  oneLeftSecondaryFar: { prices: [1_000, 0, 0, 0, 0], secondary: 1_051 },
  oneOutlier: { prices: [1_000, 1_000, 1_000, 1_000, 1_060] },
  secondaryNear: { ...healthy, secondary: 1_005 },
  secondaryOff: { ...healthy, secondary: 1_006 },
  secondaryFar: { ...healthy, secondary: 1_020 },
  secondaryVeryFar: { ...healthy, secondary: 1_060 },
  pairOf1035: { prices: [1_035, 1_035, 0, 0, 0] },
  allAt1035: { prices: [1_035, 1_035, 1_035, 1_035, 1_035] },
} satisfies Record<string, Market>;
type MarketName = keyof typeof markets;

/** Plays scenes such as 'healthy 60, silence 3, lower HOLD, release', a step a second. */
class Rehearsal {
  readonly state: IndexState;
  readonly trace: string[] = [];
  readonly definition: IndexDefinition;
  second = 0;
  standing = 'NONE';

  constructor(definition: IndexDefinition) {
    this.definition = definition;
    this.state = createIndexState(definition);
  }

  play(scenes: string): this {
    for (const scene of scenes.split(', ')) {
      const [what = '', how = ''] = scene.split(' ');
      if (what === 'release') this.note(release(this.state, this.timeUs()));
      else if (what === 'lower') this.note(lower(this.state, how as LoweredState));
      else for (let n = 0; n < Number(how); n += 1) this.pass(what as MarketName | 'silence');
    }
    return this;
  }

  private pass(market: MarketName | 'silence'): void {
    this.second += 1;
    const { definition: index, state } = this;
    const timeUs = this.timeUs();
    if (market === 'silence') return this.note(tick(index, state, timeUs));
    const { prices, secondary = 0 }: Market = markets[market];
    const inputs = prices.slice(0, index.sources.length).flatMap((price, source) => {
      return price === 0 ? [] : [quote(source, price, timeUs)];
    });
    this.note(observe(index, state, inputs, secondary * 100_000_000, timeUs));
  }

  private timeUs(): number {
    return T0 + this.second * 1_000_000;
  }

  private note(step: IndexStep | string): void {
    if (typeof step === 'string') {
      this.trace.push(step);
      return;
    }
    for (const { to, toPhase, reason } of step.transitions) {
      this.trace.push(`${this.second} ${nameOf(to, toPhase)} ${reason}`);
    }
    this.standing = nameOf(step.state, step.phase);
  }
}

function nameOf(state: string, phase: string): string {
  return phase === 'none' ? state : `${state}.${phase}`;
}

function quote(source: number, price: number, timeUs: number): SourceInput {
  const priceE8 = price * 100_000_000;
  return {
    source,
    bidE8: priceE8 - 1_000_000,
    askE8: priceE8 + 1_000_000,
    lastE8: 0,
    lastAgeMs: 0,
    sourceTimeUs: timeUs,
    receiveAgeMs: 0,
    flags: 0,
  };
}

/** A way into each state of the ladder. */
const waysTo = {
  GREEN: 'healthy 1',
  AMBER: 'healthy 1, twoAgree 1',
  HOLD: 'healthy 1, oneLeft 1',
  'FALLBACK.agreeing': 'healthy 1, oneLeft 20, oneLeftWithSecondary 11',
  'FALLBACK.agreed': 'healthy 1, oneLeftWithSecondary 31',
  HALT: 'healthy 1, oneLeft 121',
  'RESUME.greenWait': 'healthy 1, oneLeft 1, healthy 1',
  'RESUME.postOnly': 'healthy 1, oneLeft 1, healthy 61',
} as const satisfies Record<string, string>;
type Rung = keyof typeof waysTo;

test.each(Object.keys(waysTo) as Rung[])('ORA-07 the ladder can stand at %s', (rung) => {
  expect(new Rehearsal(fiveSources).play(waysTo[rung]).standing).toBe(rung);
});

/** Where the price stands after six seconds of a fault, by fault and by where it stood before. */
const W = 'RESUME.greenWait';
const P = 'RESUME.postOnly';
const AGREEING = 'FALLBACK.agreeing';
const AGREED = 'FALLBACK.agreed';
const afterFault: readonly (readonly [MarketName | 'silence', Readonly<Record<Rung, string>>])[] = [
  ['healthy', row('GREEN', 'AMBER', W, W, W, W, W, P)],
  ['threeOf75', row('GREEN', 'AMBER', W, W, W, W, W, P)],
  ['threeOf45', row('AMBER', 'AMBER', 'HOLD', 'HOLD', 'HOLD', 'HALT', 'HOLD', 'HOLD')],
  ['twoAgree', row('AMBER', 'AMBER', 'HOLD', 'HOLD', 'HOLD', 'HALT', 'HOLD', 'HOLD')],
  ['twoDisagree', row('HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'HALT', 'HOLD', 'HOLD')],
  ['oneLeft', row('HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'HALT', 'HOLD', 'HOLD')],
  ['oneLeftWithSecondary', row('HOLD', 'HOLD', 'HOLD', AGREEING, AGREED, 'HALT', 'HOLD', 'HOLD')],
  ['oneLeftSecondaryFar', row('HOLD', 'HOLD', 'HOLD', 'HALT', 'HALT', 'HALT', 'HOLD', 'HOLD')],
  ['oneOutlier', row('GREEN', 'AMBER', W, W, W, W, W, P)],
  ['secondaryNear', row('GREEN', 'AMBER', W, W, W, W, W, P)],
  ['secondaryOff', row('AMBER', 'AMBER', 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD')],
  ['secondaryFar', row('HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'HALT', 'HOLD', 'HOLD')],
  ['secondaryVeryFar', row('HOLD', 'HOLD', 'HOLD', 'HALT', 'HALT', 'HALT', 'HOLD', 'HOLD')],
  // In AMBER only two sources had a price to have moved from: too few witnesses of a jump.
  ['allAt1035', row('GREEN', W, W, W, W, W, W, P)],
  ['silence', row('HOLD', 'HOLD', 'HOLD', 'HOLD', 'HOLD', 'HALT', 'HOLD', 'HOLD')],
];

function row(...to: readonly [string, string, string, string, string, string, string, string]) {
  const rungs = Object.keys(waysTo) as Rung[];
  return Object.fromEntries(rungs.map((rung, n) => [rung, to[n]])) as Record<Rung, string>;
}

describe.each(afterFault)('ORA-07 six seconds of %s', (fault, expected) => {
  test.each(Object.entries(expected))('from %s lead to %s', (from, to) => {
    const rehearsal = new Rehearsal(fiveSources).play(waysTo[from as Rung]);
    expect(rehearsal.play(`${fault} 6`).standing).toBe(to);
  });
});

type Trace = readonly [string, string, readonly string[]];

/** Each begins without a price. */
const tracesFromNothing: readonly Trace[] = [
  [
    'ORA-07 a price begins GREEN, or AMBER, but not before it is one',
    'silence 3, oneLeft 2, twoDisagree 1, healthy 1',
    ['7 GREEN FIRST_PRICE'],
  ],
  ['ORA-07 two that agree begin at AMBER', 'twoAgree 1', ['1 AMBER FIRST_PRICE']],
  [
    'ORA-06 a jump that two of two make is held for three observations, then the median is taken',
    'twoAgree 1, pairOf1035 4, allAt1035 1',
    ['1 AMBER FIRST_PRICE', '2 HOLD JUMP', '6 RESUME.greenWait SOURCES_BACK'],
  ],
  [
    'ORA-12 lowered before the first price, it begins there',
    'lower HALT, lower HOLD, healthy 1, release',
    ['NOT_LOWER', '1 HALT FIRST_PRICE', '1 RESUME.greenWait RELEASED'],
  ],
];

/** Each begins after one second of a healthy market, at GREEN. */
const tracesFromGreen: readonly Trace[] = [
  [
    'ORA-08 from AMBER up after 60 s of GREEN, counted anew after every fall',
    'threeOf45 1, healthy 59, threeOf45 1, healthy 61',
    ['2 AMBER LOW_WEIGHT', '123 GREEN GREEN_HELD'],
  ],
  [
    'ORA-11 out of HOLD by 60 s of GREEN and 60 s of post-only',
    'twoDisagree 1, healthy 121',
    [
      '2 HOLD DISAGREE',
      '3 RESUME.greenWait SOURCES_BACK',
      '63 RESUME.postOnly GREEN_HELD',
      '123 GREEN POST_ONLY_HELD',
    ],
  ],
  [
    'ORA-11 hold times pass between observations too',
    'oneLeft 1, healthy 58, silence 3, healthy 1',
    ['2 HOLD FEW_SOURCES', '3 RESUME.greenWait SOURCES_BACK', '63 RESUME.postOnly GREEN_HELD'],
  ],
  [
    'ORA-11 post-only falls back to HOLD as soon as the price is not GREEN',
    'oneLeft 1, healthy 100, twoAgree 1, healthy 1',
    [
      '2 HOLD FEW_SOURCES',
      '3 RESUME.greenWait SOURCES_BACK',
      '63 RESUME.postOnly GREEN_HELD',
      '103 HOLD FEW_SOURCES',
      '104 RESUME.greenWait SOURCES_BACK',
    ],
  ],
  [
    'ORA-07 a feed silent for 5 s is HOLD, and back by RESUME',
    'silence 6, healthy 1',
    ['6 HOLD STALE', '8 RESUME.greenWait SOURCES_BACK'],
  ],
  [
    'ORA-09 after 30 s of HOLD a secondary that has agreed as long stands in at once',
    'oneLeftWithSecondary 40, healthy 1',
    [
      '2 HOLD FEW_SOURCES',
      '32 FALLBACK.agreed SECONDARY_AGREES',
      '42 RESUME.greenWait SOURCES_BACK',
    ],
  ],
  [
    'ORA-09 one that appears later must first agree for 30 s',
    'oneLeft 20, oneLeftWithSecondary 40, oneLeft 1',
    [
      '2 HOLD FEW_SOURCES',
      '32 FALLBACK.agreeing SECONDARY_AGREES',
      '52 FALLBACK.agreed SECONDARY_AGREES',
      '62 HOLD SECONDARY_LOST',
    ],
  ],
  [
    'ORA-10 HALT after 120 s of HOLD without a secondary',
    'oneLeft 121, oneLeftWithSecondary 60, healthy 1',
    ['2 HOLD FEW_SOURCES', '122 HALT HELD_TOO_LONG', '183 RESUME.greenWait SOURCES_BACK'],
  ],
  [
    'ORA-10 HALT after 30 s of HOLD with a secondary more than 5 % off',
    'oneLeftSecondaryFar 31',
    ['2 HOLD FEW_SOURCES', '32 HALT SECONDARY_DIFFERS'],
  ],
  [
    'ORA-10 the clock of HOLD runs on through a green wait that fails',
    'oneLeft 60, healthy 59, oneLeft 2',
    [
      '2 HOLD FEW_SOURCES',
      '62 RESUME.greenWait SOURCES_BACK',
      '121 HOLD FEW_SOURCES',
      '122 HALT HELD_TOO_LONG',
    ],
  ],
  [
    'ORA-09 a secondary that disputes our own healthy sources never stands in for them',
    'secondaryFar 121',
    ['2 HOLD SECONDARY_DIFFERS', '122 HALT HELD_TOO_LONG'],
  ],
  [
    'ORA-13 a secondary 60 bp off for 5 s is AMBER, and one second nearer starts anew',
    'secondaryOff 5, secondaryNear 1, secondaryOff 6',
    ['13 AMBER SECONDARY_DIFFERS'],
  ],
  ['ORA-06 a jump that three sources make is a price', 'allAt1035 1, healthy 1', []],
  [
    'ORA-12 a person lowers, and releasing leads back by RESUME',
    'lower HOLD, healthy 130, release, healthy 120',
    [
      '1 HOLD LOWERED',
      '131 RESUME.greenWait RELEASED',
      '191 RESUME.postOnly GREEN_HELD',
      '251 GREEN POST_ONLY_HELD',
    ],
  ],
  [
    'ORA-12 from AMBER, released, by its hold time',
    'lower AMBER, healthy 200, release, healthy 60',
    ['1 AMBER LOWERED', '261 GREEN GREEN_HELD'],
  ],
  [
    'ORA-12 a person can go lower still, but not up, and not below what is there already',
    'lower HOLD, lower AMBER, lower HOLD, lower HALT, release, release',
    [
      '1 HOLD LOWERED',
      'NOT_LOWER',
      'NOT_LOWER',
      '1 HALT LOWERED',
      '1 RESUME.greenWait RELEASED',
      'NOT_LOWERED',
    ],
  ],
  [
    'ORA-12 the rules still go below what a person has set, and release does not lift that',
    'lower AMBER, oneLeft 1, release, oneLeft 120',
    ['1 AMBER LOWERED', '2 HOLD FEW_SOURCES', '122 HALT HELD_TOO_LONG'],
  ],
];

test.each(tracesFromNothing)('%s', (_, scenes, expected) => {
  expect(new Rehearsal(fiveSources).play(scenes).trace).toEqual(expected);
});

test.each(tracesFromGreen)('%s', (_, scenes, expected) => {
  const { trace } = new Rehearsal(fiveSources).play(`healthy 1, ${scenes}`);
  expect(trace).toEqual(['1 GREEN FIRST_PRICE', ...expected]);
});

test('ORA-07 one source and a quorum of one: GREEN at the first full observation', () => {
  const rehearsal = new Rehearsal(oneSource).play('silence 1, healthy 1');
  expect(rehearsal.trace).toEqual(['2 GREEN FIRST_PRICE']);
  rehearsal.play('allAt1035 1');
  expect([rehearsal.standing, rehearsal.state.priceE8]).toEqual(['GREEN', 103_500_000_000]);
});
