/**
 * What the host and the core child say to each other over their channel. Trading messages are not
 * among it: the child speaks with each window itself, over the socket that it was handed.
 */
import type { HostCode } from '../../sequencer/admission/security-codes.ts';
import type { CoreConfig } from '../core-config.ts';
import type { Place } from '../open-core.ts';

/** An upgrade request that the host has let in; its socket goes with it. */
export interface UpgradeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What came behind the request, in base64. */
  readonly head: string;
}

export interface HostRefused {
  readonly code: HostCode;
  readonly path: string;
  readonly sentence: string;
}

export type ToCore =
  | { readonly type: 'begin'; readonly config: CoreConfig; readonly place: Place }
  | ({ readonly type: 'window'; readonly number: number } & UpgradeRequest)
  /** The host has let go of its copy of this window's socket, and reads no more from it. */
  | { readonly type: 'yours'; readonly number: number }
  /** The host turned it away: once, or `times` of that code, of which this is the last. */
  | ({ readonly type: 'refused'; readonly timeUs: number; readonly times: number } & HostRefused)
  | { readonly type: 'stop' };

export type FromCore =
  /** It takes windows. The epoch is new with every start. */
  | { readonly type: 'ready'; readonly epoch: string; readonly badges: readonly string[] }
  /** It has the socket of this window: the host lets go of its own copy. */
  | { readonly type: 'taken'; readonly number: number }
  /** Something that a person must be told; it goes on. */
  | { readonly type: 'notice'; readonly sentence: string }
  /** It will end, for a reason that another start does not mend. */
  | { readonly type: 'failed'; readonly sentence: string }
  /** Everything is on the disk and the directory is free; it ends next, in good order. */
  | { readonly type: 'stopped'; readonly sequence: number };
