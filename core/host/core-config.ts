/** What a core is started with: the words of a command line or a file, checked and in units. */
import type { MarketSource } from '../feeds/market-source.ts';
import { loadRecordings } from '../feeds/recordings/recordings.ts';
import { parseShocks, shocked } from '../feeds/shock.ts';
import type { Shock } from '../feeds/shock.ts';
import { simulatedMarket } from '../feeds/simulated/simulated-market.ts';
import { parseDurationUs } from '../sequencer/admission/time.ts';
import { MOST_SUBACCOUNTS } from './demo/generated.ts';
import { SPEEDS } from './replay/pacing.ts';
import type { Speed } from './replay/pacing.ts';

/** Options as they are written. */
export interface CoreOptions {
  readonly data?: string;
  readonly feed?: string;
  readonly seed?: string;
  readonly shock?: string;
  readonly speed?: string;
  readonly loop?: boolean;
  readonly once?: boolean;
  readonly duration?: string;
  readonly organisation?: string;
}

export interface CoreConfig {
  /** Null: a fresh temporary one, removed at the end. */
  readonly dataDirectory: string | null;
  /** Directory of recordings; null: a simulated market. */
  readonly feedDirectory: string | null;
  /** Of the simulated market. */
  readonly seed: number;
  readonly shocks: readonly Shock[];
  readonly speed: Speed;
  readonly loop: boolean;
  readonly once: boolean;
  /** Ends the run after so much market time; null: it does not. */
  readonly durationUs: number | null;
  /** Of the demo organisation; null: those of its file. */
  readonly subaccounts: number | null;
}

export type ConfigFault =
  | 'UNKNOWN_SPEED'
  | 'SEED_OUT_OF_RANGE'
  | 'SEED_WITHOUT_SIMULATION'
  | 'NOT_A_DURATION'
  | 'NOT_A_SHOCK'
  | 'ORGANISATION_OUT_OF_RANGE'
  | 'EMPTY_PATH';

export type ParsedConfig =
  | { readonly ok: true; readonly config: CoreConfig }
  | { readonly ok: false; readonly code: ConfigFault; readonly sentence: string };

const DEFAULT_SEED = 1;
const MAX_SEED = 4_294_967_295;

/** Those of resources/demo.json, which every organisation has. */
const FEWEST_SUBACCOUNTS = 16;
export const SUBACCOUNTS_RANGE = `from ${FEWEST_SUBACCOUNTS} to ${MOST_SUBACCOUNTS}`;

function isSize(subaccounts: number | null): boolean {
  if (subaccounts === null) return false;
  return subaccounts >= FEWEST_SUBACCOUNTS && subaccounts <= MOST_SUBACCOUNTS;
}

function isSpeed(text: string): text is Speed {
  return (SPEEDS as readonly string[]).includes(text);
}

function refuse(code: ConfigFault, sentence: string): ParsedConfig {
  return { ok: false, code, sentence };
}

/** Checks options; a refusal says what would be taken. Reads no file. */
export function parseCoreConfig(options: CoreOptions): ParsedConfig {
  const { data, feed, seed, shock, speed = '1x', duration, organisation } = options;
  if (data === '' || feed === '') return refuse('EMPTY_PATH', 'A directory must have a name.');
  if (!isSpeed(speed)) {
    return refuse('UNKNOWN_SPEED', `The speed is one of ${SPEEDS.join(', ')}, not "${speed}".`);
  }
  if (seed !== undefined && feed !== undefined) {
    const sentence = 'A seed is for the simulated market; recordings are what they are.';
    return refuse('SEED_WITHOUT_SIMULATION', sentence);
  }
  const seedNumber = seed === undefined ? DEFAULT_SEED : wholeNumber(seed);
  if (seedNumber === null || seedNumber > MAX_SEED) {
    return refuse('SEED_OUT_OF_RANGE', `The seed is a whole number from 0 to ${MAX_SEED}.`);
  }
  const durationUs = duration === undefined ? null : parseDurationUs(duration);
  if (duration !== undefined && (durationUs === null || durationUs === 0)) {
    return refuse('NOT_A_DURATION', `A duration reads "20s", "1.5m" or "2h", not "${duration}".`);
  }
  const subaccounts = organisation === undefined ? null : wholeNumber(organisation);
  if (organisation !== undefined && !isSize(subaccounts)) {
    const sentence = `An organisation has ${SUBACCOUNTS_RANGE} subaccounts, not "${organisation}".`;
    return refuse('ORGANISATION_OUT_OF_RANGE', sentence);
  }
  const shocks = shock === undefined ? ({ ok: true, shocks: [] } as const) : parseShocks(shock);
  if (!shocks.ok) return refuse('NOT_A_SHOCK', shocks.sentence);
  return {
    ok: true,
    config: {
      dataDirectory: data ?? null,
      feedDirectory: feed ?? null,
      seed: seedNumber,
      shocks: shocks.shocks,
      speed,
      loop: options.loop ?? false,
      once: options.once ?? false,
      durationUs,
      subaccounts,
    },
  };
}

function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** The market that a config names. Throws a FeedError. */
export function openMarket(config: CoreConfig): MarketSource {
  const { feedDirectory, seed, shocks } = config;
  const market = feedDirectory === null ? simulatedMarket({ seed }) : loadRecordings(feedDirectory);
  return shocks.length === 0 ? market : shocked(market, shocks);
}
