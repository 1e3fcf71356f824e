/** Changes a text that other windows write, too: what they wrote in between is never lost. */
import type { Reply } from '../../../core/desk/messages.ts';

/** So often a change is made anew where another window was faster. */
const TRIES = 2;

export interface Steps<Read extends { readonly version: string }> {
  /** The newest; null where there is none to be had any more. */
  readonly read: () => Promise<Read | null>;
  /** What is to be written in its place; null where it cannot be. */
  readonly change: (newest: Read) => string | null;
  /** Refused as STALE_WRITE where the version is no longer the newest. */
  readonly write: (text: string, version: string) => Promise<Reply>;
}

/** The last answer to what was written; null where nothing was. */
export async function overNewest<Read extends { readonly version: string }>({
  read,
  change,
  write,
}: Steps<Read>): Promise<Reply | null> {
  let reply: Reply | null = null;
  for (let tries = 0; tries < TRIES; tries++) {
    const newest = await read();
    if (newest === null) return null;
    const text = change(newest);
    if (text === null) return null;
    reply = await write(text, newest.version);
    if (reply.code !== 'STALE_WRITE') return reply;
  }
  return reply;
}
