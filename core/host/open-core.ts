/** Opens the core that a config names: its market, its data directory, the demo organisation. */
import { FeedError } from '../feeds/market-source.ts';
import { JournalError } from '../journal/errors.ts';
import { SequencerError } from '../sequencer/errors.ts';
import type { SequencerOptions } from '../sequencer/sequencer.ts';
import { openMarket } from './core-config.ts';
import type { CoreConfig } from './core-config.ts';
import { openDemoCore } from './demo/demo-core.ts';
import type { DemoCore } from './demo/demo-core.ts';
import { DemoError } from './demo/errors.ts';
import { NotDecidedError } from './replay/inflight.ts';
import { Pacer } from './replay/pacing.ts';

/** Where a core lives; a temporary directory leaves nothing in the person's keychain. */
export interface Place {
  readonly directory: string;
  readonly isTemporary: boolean;
}

export interface OpenCore extends DemoCore {
  readonly pacer: Pacer;
}

export type Hearing = Pick<SequencerOptions, 'onNotice' | 'onStopped' | 'keepSnapshotsFor'>;

/** Throws what openMarket and openDemoCore throw. */
export async function openCore(
  config: CoreConfig,
  { directory, isTemporary }: Place,
  hearing: Hearing,
): Promise<OpenCore> {
  const { speed, loop, once, durationUs } = config;
  const pacer = new Pacer(speed);
  const options = {
    source: openMarket(config),
    pacer,
    loop,
    once,
    ...(durationUs === null ? {} : { durationUs }),
  };
  const sequencing = { ...hearing, ...(isTemporary ? { keychain: 'none' as const } : {}) };
  const core = await openDemoCore(directory, options, sequencing, config.subaccounts);
  return { ...core, pacer };
}

/** Faults with a sentence for a person; anything else is a bug and shows its trace. */
export function isExpected(thrown: unknown): thrown is Error {
  const kinds = [DemoError, FeedError, JournalError, SequencerError, NotDecidedError];
  return kinds.some((kind) => thrown instanceof kind);
}

/** Why the sequencer stopped says more than that it would not take a command. */
export function causeOf(core: DemoCore, thrown: unknown): unknown {
  return thrown instanceof NotDecidedError ? (core.sequencer.health().fault ?? thrown) : thrown;
}
