/** A sequencer on a directory of its own, and the few commands that need no market. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Command } from '../../venue/commands.ts';
import type { Connection } from '../connection.ts';
import type { Notice, SequencerError } from '../errors.ts';
import type { SequencerOptions } from '../sequencer.ts';
import { Sequencer } from '../sequencer.ts';

/** Tests keep their keys in files: a keychain belongs to somebody. */
export const NO_KEYCHAIN = { keychain: 'none' } as const;

export const TICK: Command = { kind: 'clock.tick' };

export function account(label: string): Command {
  return { kind: 'account.open', label, accountKind: 'paper' };
}

/** A path below an empty directory that goes when the test ends. */
export function temporaryDataDirectory(): string {
  const parent = mkdtempSync(join(tmpdir(), 'bulkhead-sequencer-'));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'data');
}

export interface Opened {
  readonly directory: string;
  readonly sequencer: Sequencer;
  readonly notices: Notice[];
  readonly faults: SequencerError[];
}

/** Opens a directory, keeping what it says. */
export async function openAt(directory: string, options: SequencerOptions = {}): Promise<Opened> {
  const notices: Notice[] = [];
  const faults: SequencerError[] = [];
  const sequencer = await Sequencer.open(directory, {
    ...NO_KEYCHAIN,
    onNotice: (notice) => notices.push(notice),
    onStopped: (fault) => faults.push(fault),
    ...options,
  });
  return { directory, sequencer, notices, faults };
}

export async function openTemporary(options: SequencerOptions = {}): Promise<Opened> {
  return openAt(temporaryDataDirectory(), options);
}

/** A connection of the core itself with the session of a system, always of the same name. */
export async function openSystem(
  sequencer: Sequencer,
  system: 'core' | 'clock' | 'feed' | 'custodian' | 'house',
): Promise<Connection> {
  const connection = sequencer.connect({ internal: true });
  const opened = await connection.submit({
    kind: 'session.open',
    session: system,
    system,
    role: 'system',
    channel: 'internal',
    workstation: 'test',
  });
  expect(opened.code).toBe('OK');
  return connection;
}
