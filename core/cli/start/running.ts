/** What every way of starting shares: where the core lives, how it is stopped, how it speaks. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CoreConfig } from '../../host/core-config.ts';
import type { Place } from '../../host/open-core.ts';

/** A run that cannot begin or go on, for a reason that a person can do something about. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export function say(sentence: string): void {
  process.stderr.write(`bulkhead: ${sentence}\n`);
}

export interface TakenPlace {
  readonly place: Place;
  /** Removes what is temporary. */
  readonly release: () => Promise<void>;
}

/** The directory of the config, or a fresh temporary one. */
export async function takePlace({ dataDirectory }: CoreConfig): Promise<TakenPlace> {
  if (dataDirectory !== null) {
    const place = { directory: path.resolve(dataDirectory), isTemporary: false };
    return { place, release: async () => {} };
  }
  const directory = await mkdtemp(path.join(os.tmpdir(), 'bulkhead-'));
  const release = () => rm(directory, { recursive: true, force: true });
  return { place: { directory, isTemporary: true }, release };
}

const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals that ask for an orderly stop abort the controller, until released. */
export function stopOnSignals(controller: AbortController): () => void {
  const stop = (): void => controller.abort();
  for (const name of STOPPING) process.on(name, stop);
  return () => {
    for (const name of STOPPING) process.off(name, stop);
  };
}

export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
