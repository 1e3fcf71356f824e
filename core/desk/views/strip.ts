/** The line under the app bar: how old everything is, and how the core stands. */
import { STATE_TAKES } from '../../venue/instruments/life.ts';
import { standing } from '../../venue/pricing/ladder.ts';
import type { VenueState } from '../../venue/state.ts';
import type { Strip } from '../messages.ts';

/** A market whose book and tape are silent this long is stale. */
export const MARKET_STALE_MS = 10_000;

const US_PER_MS = 1_000;

export interface StripInputs {
  readonly state: VenueState;
  /** Wall time, microseconds since 1970 UTC. */
  readonly nowUs: number;
  readonly indexHeardUs: ReadonlyMap<number, number>;
  readonly marketHeardUs: ReadonlyMap<number, number>;
  /** When the core came up: what nobody has heard of since is as old as that. */
  readonly sinceUs: number;
  readonly batch: number;
  readonly coreP99Us: number;
  readonly transport: Strip['transport'];
  readonly core: Strip['core'];
}

/**
 * Ages are in wall time. Nothing is stale while a person holds the market still, and no market
 * while its instrument does not trade. Rule DESK-15.
 */
export function stripOf(inputs: StripInputs): Strip {
  const { state, nowUs, sinceUs, transport } = inputs;
  const feed = (name: string, heardUs: number | undefined, staleMs: number, speaks = true) => {
    const ageMs = Math.max(0, Math.floor((nowUs - (heardUs ?? sinceUs)) / US_PER_MS));
    return { name, ageMs, isStale: speaks && !transport.isPaused && ageMs >= staleMs };
  };
  const indexFeeds = state.indices.map(({ id, definition }) =>
    feed(`${definition.symbol} index`, inputs.indexHeardUs.get(id), definition.dataStaleMs),
  );
  // Nobody need say anything of an instrument that does not trade.
  const markets = state.instruments.map(({ id, spec, state: now }) =>
    feed(spec.symbol, inputs.marketHeardUs.get(id), MARKET_STALE_MS, STATE_TAKES[now].matching),
  );
  return {
    timeUs: state.timeUs,
    wallMs: Math.floor(nowUs / US_PER_MS),
    sequence: state.sequence,
    batch: inputs.batch,
    coreP99Us: inputs.coreP99Us,
    feeds: [...indexFeeds, ...markets],
    indices: state.indices.map(({ definition, price }) => ({
      symbol: definition.symbol,
      state: standing(price.ladder).state,
      badges: definition.badges,
    })),
    transport,
    core: inputs.core,
  };
}
