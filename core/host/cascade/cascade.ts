/**
 * A market that falls, over an organisation of thousands: the demo's own core, journal and all, in
 * a folder that is gone afterwards. What comes of it follows from the market alone, so that a
 * second run must end in the same state.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { MarketSource } from '../../feeds/market-source.ts';
import { shocked } from '../../feeds/shock.ts';
import { stateHash } from '../../journal/state-hash.ts';
import { SECOND_US } from '../../venue/numbers.ts';
import { openDemoCore } from '../demo/demo-core.ts';
import { Pacer } from '../replay/pacing.ts';
import type { TallyReport } from '../replay/tally.ts';

export interface CascadeOptions {
  readonly source: MarketSource;
  readonly subaccounts: number;
  /** Of all prices alike; negative falls. */
  readonly changePpm: number;
  readonly overS: number;
  readonly atS: number;
  /** Of market time, looped over the source. */
  readonly durationS: number;
}

/** What one run came to. */
export interface CascadeRun {
  readonly tally: TallyReport;
  readonly stateHash: string;
  /** The first breach of conservation, or null. */
  readonly breach: string | null;
  readonly tookMs: number;
}

export async function runCascade(options: CascadeOptions): Promise<CascadeRun> {
  const { changePpm, subaccounts, durationS } = options;
  const when = { overUs: options.overS * SECOND_US, atUs: options.atS * SECOND_US };
  const shocks = (['BTC', 'ETH'] as const).map((underlying) => ({
    underlying,
    changePpm,
    ...when,
  }));
  const replaying = {
    source: shocked(options.source, shocks),
    pacer: new Pacer('max'),
    loop: true,
    once: false,
    durationUs: durationS * SECOND_US,
  };
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-cascade-'));
  try {
    const begunMs = performance.now();
    const core = await openDemoCore(folder, replaying, {}, subaccounts);
    try {
      await core.replay.run(new AbortController().signal);
      const { venue } = core.sequencer;
      return {
        tally: core.tally.report(),
        stateHash: stateHash((sink) => venue.writeCanonical(sink)),
        breach: venue.conservationBreach(),
        tookMs: Math.round(performance.now() - begunMs),
      };
    } finally {
      await core.sequencer.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
