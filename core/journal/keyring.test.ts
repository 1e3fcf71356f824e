/** The signing key in a real keychain: gnome-keyring, on a message bus of its own. */
import { spawnSync } from 'node:child_process';
import { verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openSigningKey, readPublicKeys } from './keys.ts';
import { scriptPath } from './testing/child.ts';
import { temporaryDirectory } from './testing/temporary.ts';

interface Opened {
  readonly where: string;
  readonly reason: string | null;
  readonly signature: string;
}

/** What is missing for a keyring on this machine; null where nothing is. */
async function missing(): Promise<string | null> {
  for (const program of ['dbus-run-session', 'gnome-keyring-daemon']) {
    const found = (process.env['PATH'] ?? '')
      .split(':')
      .some((folder) => existsSync(join(folder, program)));
    if (!found) return `${program} is not installed`;
  }
  try {
    await import('keytar');
    return null;
  } catch (thrown) {
    return `keytar cannot be loaded: ${String(thrown)}`;
  }
}

/** Opens the key of each directory in turn, within one session whose keyring is unlocked. */
function inSession(home: string, directories: readonly string[], unlock = true): Opened[] {
  const script = `
    ${unlock ? `printf 'a password' | gnome-keyring-daemon --unlock --components=secrets` : ':'}
    for directory in "$@"; do "$NODE" "$SCRIPT" "$directory"; done`;
  const session = spawnSync(
    'dbus-run-session',
    ['--', 'sh', '-c', script, 'session', ...directories],
    {
      encoding: 'utf8',
      timeout: 30_000,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        XDG_DATA_HOME: join(home, 'data'),
        XDG_CACHE_HOME: join(home, 'cache'),
        XDG_RUNTIME_DIR: home,
        NODE: process.execPath,
        SCRIPT: scriptPath('open-key.ts'),
      },
    },
  );
  const lines = session.stdout.split('\n').filter((line) => line.startsWith('{'));
  expect(lines, session.stderr).toHaveLength(directories.length);
  return lines.map((line) => JSON.parse(line) as Opened);
}

const reason = await missing();

describe('LOG-17 the signing key in a real keychain', () => {
  beforeEach((context) => {
    if (reason !== null) context.skip(reason);
  });

  test('is made there, found again, and verified by the public key file alone', () => {
    const home = temporaryDirectory();
    const directory = temporaryDirectory();
    const [made, found] = inSession(home, [directory, directory]);
    expect(made).toMatchObject({ where: 'keychain', reason: null });
    expect(found).toEqual(made);
    expect(inSession(home, [directory])).toEqual([made]);
    expect(readdirSync(directory).toSorted()).toEqual(['id', 'key.pub']);
    const signature = Buffer.from(made!.signature, 'hex');
    const [publicKey] = readPublicKeys(directory);
    expect(verify(null, Buffer.from('signed in a session'), publicKey!, signature)).toBe(true);
    const keyring = readFileSync(join(home, 'data', 'keyrings', 'login.keyring'), 'latin1');
    expect(keyring).not.toContain('PRIVATE KEY');
  }, 60_000);

  test('cannot be used once the keychain is away, and is not replaced', async () => {
    const directory = temporaryDirectory();
    inSession(temporaryDirectory(), [directory]);
    await expect(openSigningKey(directory, { keychain: 'none' })).rejects.toMatchObject({
      code: 'KEY_UNAVAILABLE',
    });
  }, 60_000);

  test('goes to the file where the keyring was never unlocked', () => {
    const directory = temporaryDirectory();
    const [opened] = inSession(temporaryDirectory(), [directory], false);
    expect(opened?.where).toBe('file');
    expect(opened?.reason).toBeTruthy();
    expect(existsSync(join(directory, 'key'))).toBe(true);
  }, 60_000);
});
