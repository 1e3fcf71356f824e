import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The name of a file that is being written, beside the one it will replace. */
export const UNFINISHED = '.new';

/** Makes the names of a directory durable. Windows has no such call and needs none. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The same for a caller that cannot wait for others meanwhile. */
export function syncDirectoryNow(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, constants.O_RDONLY);
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function writeSynced(path: string, chunks: readonly Uint8Array[], mode: number) {
  await rm(path, { force: true });
  const handle = await open(path, 'wx', mode);
  try {
    for (const chunk of chunks) await handle.writeFile(chunk);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces a file as a whole: after a crash at any point it has its old content or its new one.
 * The new file never has wider permissions than `mode`.
 */
export async function replaceFile(
  path: string,
  chunks: readonly Uint8Array[],
  mode = 0o600,
): Promise<void> {
  const unfinished = path + UNFINISHED;
  try {
    await writeSynced(unfinished, chunks, mode);
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
  await syncDirectory(dirname(path));
}
