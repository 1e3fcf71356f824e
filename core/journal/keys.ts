/**
 * The key that signs a data directory's checkpoints: Ed25519, one a directory.
 *
 * It is kept by the operating system's keychain; where none answers when the key is made, by the
 * file `key`, readable by its owner alone. A key that is in the file is used from there even if a
 * keychain answers later. `key.pub` holds the public half, so that anyone can verify without the
 * private one; it also shows that a key was made, so that a keychain which is merely locked today
 * never leads to a second one. To begin a new key on purpose, rename `key.pub` to another
 * `key-….pub`: what the old one signed still verifies.
 *
 * The private key is never written to a log, a message or a command line.
 */
import type { KeyObject } from 'node:crypto';
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256, toHex } from './bytes.ts';
import { replaceFile } from './durable-file.ts';
import { isMissingFile, JournalError } from './errors.ts';
import type { Keychain } from './keychain.ts';
import { askKeychain, KEYCHAIN_LIMIT_MS, KEYCHAIN_SERVICE } from './keychain.ts';

export const ID_FILE = 'id';
export const KEY_FILE = 'key';
export const PUBLIC_KEY_FILE = 'key.pub';
const PUBLIC_KEY_NAME = /^key(-[\w.-]+)?\.pub$/;

export interface SigningKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly where: 'keychain' | 'file';
  /** Why no keychain keeps it, where none does. */
  readonly reason?: string;
}

export interface SigningKeyOptions {
  /** Another keychain than the operating system's, or none. */
  readonly keychain?: Keychain | 'none';
  readonly limitMs?: number;
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    if (isMissingFile(thrown)) return null;
    throw thrown;
  }
}

/** The directory's own random name, 32 hexadecimal digits, made when first asked for. */
export async function directoryId(directory: string): Promise<string> {
  const path = join(directory, ID_FILE);
  const stored = await readIfThere(path);
  if (stored === null) {
    const id = toHex(randomBytes(16));
    await replaceFile(path, [Buffer.from(`${id}\n`)]);
    return id;
  }
  if (!/^[0-9a-f]{32}\n$/.test(stored)) {
    throw new JournalError('KEY_DAMAGED', `The file ${path} is damaged. Put back a copy of it.`);
  }
  return stored.trim();
}

/** The keychain account of a directory: names the key without giving away the directory's id. */
export function keyAccount(id: string): string {
  return toHex(sha256(Buffer.from(`bulkhead signing key ${id}`))).slice(0, 32);
}

function parsePrivateKey(pem: string, where: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // The parser's own message is dropped on purpose: nothing of a key may reach a message.
  }
  throw new JournalError('KEY_DAMAGED', `The signing key in ${where} is damaged.`);
}

function parsePublicKey(pem: string, path: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below, with the path instead of the parser's message.
  }
  throw new JournalError('KEY_DAMAGED', `The public key ${path} is damaged.`);
}

async function keyFromFile(directory: string): Promise<KeyObject | null> {
  const path = join(directory, KEY_FILE);
  const pem = await readIfThere(path);
  if (pem === null) return null;
  const mode = (await stat(path)).mode & 0o777;
  // Windows has no such modes; there the directory's access list protects the file.
  if (process.platform !== 'win32' && (mode & 0o177) !== 0) {
    const sentence =
      `The signing key ${path} has mode ${mode.toString(8)}: others may have read it. ` +
      'If they have not, set it to 600.';
    throw new JournalError('KEY_EXPOSED', sentence, { mode });
  }
  return parsePrivateKey(pem, path);
}

/** Every public key of the directory, the current one and those before it. Throws KEY_DAMAGED. */
export function readPublicKeys(directory: string): KeyObject[] {
  const names = readdirSync(directory).filter((name) => PUBLIC_KEY_NAME.test(name));
  return names.map((name) => {
    const path = join(directory, name);
    return parsePublicKey(readFileSync(path, 'utf8'), path);
  });
}

/** Makes `key.pub` where it is missing, and refuses a private key that is not its half. */
async function withPublicKey(directory: string, privateKey: KeyObject): Promise<KeyObject> {
  const path = join(directory, PUBLIC_KEY_FILE);
  const publicKey = createPublicKey(privateKey);
  const stored = await readIfThere(path);
  if (stored === null) {
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    await replaceFile(path, [Buffer.from(pem)], 0o644);
    return publicKey;
  }
  if (!parsePublicKey(stored, path).equals(publicKey)) {
    const sentence =
      `The signing key of ${directory} is not the one of ${path}. ` +
      'Put back the files that belong together.';
    throw new JournalError('KEY_MISMATCH', sentence);
  }
  return publicKey;
}

function unavailable(directory: string, reason: string): JournalError {
  const sentence =
    `The signing key of ${directory} is not in a file, and the keychain does not give it: ` +
    `${reason}. Unlock the keychain and start again; or, to begin a new key, rename key.pub to ` +
    'key-old.pub.';
  return new JournalError('KEY_UNAVAILABLE', sentence);
}

async function storeAndReadBack(keychain: Keychain, account: string, pem: string) {
  await keychain.setPassword(KEYCHAIN_SERVICE, account, pem);
  return (await keychain.getPassword(KEYCHAIN_SERVICE, account)) === pem;
}

/**
 * The signing key of a data directory that the caller has locked; made on the first call. Throws
 * KEY_EXPOSED, KEY_DAMAGED, KEY_MISMATCH, or KEY_UNAVAILABLE where a key exists out of reach.
 */
export async function openSigningKey(
  directory: string,
  options: SigningKeyOptions = {},
): Promise<SigningKey> {
  const account = keyAccount(await directoryId(directory));
  const ask = <T>(call: (keychain: Keychain) => Promise<T>) =>
    askKeychain(options.keychain, options.limitMs ?? KEYCHAIN_LIMIT_MS, call);

  const filed = await keyFromFile(directory);
  if (filed !== null) {
    const publicKey = await withPublicKey(directory, filed);
    return { privateKey: filed, publicKey, where: 'file', reason: 'the key is in its file' };
  }
  const kept = await ask((keychain) => keychain.getPassword(KEYCHAIN_SERVICE, account));
  if (kept.ok && kept.value !== null) {
    const privateKey = parsePrivateKey(kept.value, 'the keychain');
    const publicKey = await withPublicKey(directory, privateKey);
    return { privateKey, publicKey, where: 'keychain' };
  }
  if ((await readIfThere(join(directory, PUBLIC_KEY_FILE))) !== null) {
    throw unavailable(directory, kept.ok ? 'it has no such key' : kept.reason);
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const stored = kept.ok ? await ask((keychain) => storeAndReadBack(keychain, account, pem)) : kept;
  if (stored.ok && stored.value) {
    return { privateKey, publicKey: await withPublicKey(directory, privateKey), where: 'keychain' };
  }
  const reason = stored.ok ? 'it did not keep what was stored' : stored.reason;
  await replaceFile(join(directory, KEY_FILE), [Buffer.from(pem)], 0o600);
  return {
    privateKey,
    publicKey: await withPublicKey(directory, privateKey),
    where: 'file',
    reason,
  };
}
