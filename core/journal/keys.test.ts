import { createPrivateKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Keychain } from './keychain.ts';
import type { SigningKey } from './keys.ts';
import { directoryId, keyAccount, openSigningKey, readPublicKeys } from './keys.ts';
import { temporaryDirectory } from './testing/temporary.ts';

/** A keychain in memory: the contract of the operating system's, with its calls counted. */
class MemoryKeychain implements Keychain {
  readonly kept = new Map<string, string>();

  async getPassword(service: string, account: string): Promise<string | null> {
    return this.kept.get(`${service} ${account}`) ?? null;
  }

  async setPassword(service: string, account: string, password: string): Promise<void> {
    this.kept.set(`${service} ${account}`, password);
  }
}

const message = Buffer.from('a checkpoint');
const pairs = (key: SigningKey, publicKey = key.publicKey) =>
  verify(null, message, publicKey, sign(null, message, key.privateKey));

describe('LOG-17 the signing key without a keychain', () => {
  test('is a file of mode 0600, found again, with its public half beside it', async () => {
    const directory = temporaryDirectory();
    const key = await openSigningKey(directory, { keychain: 'none' });
    expect(key).toMatchObject({ where: 'file', reason: 'it is switched off' });
    expect(statSync(join(directory, 'key')).mode & 0o777).toBe(0o600);
    const again = await openSigningKey(directory, { keychain: 'none' });
    expect(again.privateKey.equals(key.privateKey)).toBe(true);
    expect(pairs(key, readPublicKeys(directory)[0])).toBe(true);
    expect(readdirSync(directory).toSorted()).toEqual(['id', 'key', 'key.pub']);
    expect(readFileSync(join(directory, 'key.pub'), 'utf8')).not.toContain('PRIVATE');
  });

  test('is refused where others can read, write or run it', async () => {
    const directory = temporaryDirectory();
    await openSigningKey(directory, { keychain: 'none' });
    for (const mode of [0o640, 0o604, 0o620, 0o660, 0o644, 0o700, 0o601]) {
      chmodSync(join(directory, 'key'), mode);
      await expect(openSigningKey(directory, { keychain: 'none' })).rejects.toMatchObject({
        code: 'KEY_EXPOSED',
        facts: { mode },
      });
    }
    chmodSync(join(directory, 'key'), 0o400);
    expect((await openSigningKey(directory, { keychain: 'none' })).where).toBe('file');
  });

  test('is used from its file even when a keychain answers later', async () => {
    const directory = temporaryDirectory();
    const key = await openSigningKey(directory, { keychain: 'none' });
    const keychain = new MemoryKeychain();
    const again = await openSigningKey(directory, { keychain });
    expect(again.where).toBe('file');
    expect(again.privateKey.equals(key.privateKey)).toBe(true);
    expect(keychain.kept.size).toBe(0);
  });

  test('is refused when damaged, in words that do not show it', async () => {
    const directory = temporaryDirectory();
    await openSigningKey(directory, { keychain: 'none' });
    const path = join(directory, 'key');
    const secret = readFileSync(path, 'utf8').split('\n')[1]!;
    const other = generateKeyPairSync('x25519').privateKey;
    const wrong = [secret, '', other.export({ type: 'pkcs8', format: 'pem' }).toString()];
    for (const text of wrong) {
      writeFileSync(path, text);
      const refusal: unknown = await openSigningKey(directory, { keychain: 'none' }).catch(
        (thrown: unknown) => thrown,
      );
      expect(refusal).toMatchObject({ code: 'KEY_DAMAGED' });
      expect(String(refusal)).not.toContain(secret);
    }
  });
});

describe('LOG-17 the signing key with a keychain', () => {
  test('is kept there alone, under an account of the directory', async () => {
    const directory = temporaryDirectory();
    const keychain = new MemoryKeychain();
    const key = await openSigningKey(directory, { keychain });
    expect(key.where).toBe('keychain');
    expect(existsSync(join(directory, 'key'))).toBe(false);
    const account = keyAccount(await directoryId(directory));
    expect([...keychain.kept.keys()]).toEqual([`bulkhead ${account}`]);
    const kept = createPrivateKey([...keychain.kept.values()][0]!);
    expect(kept.equals(key.privateKey)).toBe(true);
    const again = await openSigningKey(directory, { keychain });
    expect(again.privateKey.equals(key.privateKey)).toBe(true);
    expect(pairs(again, readPublicKeys(directory)[0])).toBe(true);
  });

  test('two directories have two keys in one keychain', async () => {
    const keychain = new MemoryKeychain();
    const first = await openSigningKey(temporaryDirectory(), { keychain });
    const second = await openSigningKey(temporaryDirectory(), { keychain });
    expect(first.publicKey.equals(second.publicKey)).toBe(false);
    expect(keychain.kept.size).toBe(2);
  });

  test.each<[string, Partial<Keychain>, RegExp]>([
    ['refuses', { getPassword: () => Promise.reject(new Error('locked')) }, /^locked$/],
    ['never answers', { getPassword: () => new Promise(() => {}) }, /did not answer within 0.05 s/],
    ['will not store', { setPassword: () => Promise.reject(new Error('full')) }, /^full$/],
    ['forgets', { setPassword: () => Promise.resolve() }, /did not keep/],
  ])('that %s leaves the key to the file, and says why', async (_, part, reason) => {
    const directory = temporaryDirectory();
    const memory = new MemoryKeychain();
    const keychain: Keychain = {
      getPassword: (service, account) => memory.getPassword(service, account),
      setPassword: (service, account, pem) => memory.setPassword(service, account, pem),
      ...part,
    };
    const key = await openSigningKey(directory, { keychain, limitMs: 50 });
    expect(key.where).toBe('file');
    expect(key.reason).toMatch(reason);
    expect(pairs(key, readPublicKeys(directory)[0])).toBe(true);
    expect((await openSigningKey(directory, { keychain, limitMs: 50 })).where).toBe('file');
  });
});

describe('LOG-18 a directory never gets a second key by accident', () => {
  test('a keychain that is away, or has lost it, is a refusal and not a new key', async () => {
    const directory = temporaryDirectory();
    const keychain = new MemoryKeychain();
    const key = await openSigningKey(directory, { keychain });
    for (const other of ['none', new MemoryKeychain()] as const) {
      await expect(openSigningKey(directory, { keychain: other })).rejects.toMatchObject({
        code: 'KEY_UNAVAILABLE',
      });
    }
    expect(existsSync(join(directory, 'key'))).toBe(false);
    expect((await openSigningKey(directory, { keychain })).publicKey.equals(key.publicKey)).toBe(
      true,
    );
  });

  test('a new one on purpose leaves what the old one signed verifiable', async () => {
    const directory = temporaryDirectory();
    const old = await openSigningKey(directory, { keychain: new MemoryKeychain() });
    renameSync(join(directory, 'key.pub'), join(directory, 'key-old.pub'));
    const renewed = await openSigningKey(directory, { keychain: 'none' });
    const keys = readPublicKeys(directory);
    expect(keys).toHaveLength(2);
    expect(keys.some((key) => pairs(old, key))).toBe(true);
    expect(keys.some((key) => pairs(renewed, key))).toBe(true);
  });

  test('a private key that is not the half of key.pub is refused', async () => {
    const directory = temporaryDirectory();
    const other = temporaryDirectory();
    await openSigningKey(directory, { keychain: 'none' });
    await openSigningKey(other, { keychain: 'none' });
    writeFileSync(join(directory, 'key'), readFileSync(join(other, 'key')));
    await expect(openSigningKey(directory, { keychain: 'none' })).rejects.toMatchObject({
      code: 'KEY_MISMATCH',
    });
  });

  test('a lost public half is made again from the private one', async () => {
    const directory = temporaryDirectory();
    const key = await openSigningKey(directory, { keychain: 'none' });
    rmSync(join(directory, 'key.pub'));
    await openSigningKey(directory, { keychain: 'none' });
    expect(pairs(key, readPublicKeys(directory)[0])).toBe(true);
  });

  test('a damaged id or public key is refused, not replaced', async () => {
    for (const file of ['id', 'key.pub']) {
      const directory = temporaryDirectory();
      await openSigningKey(directory, { keychain: 'none' });
      writeFileSync(join(directory, file), 'damaged');
      await expect(openSigningKey(directory, { keychain: 'none' })).rejects.toMatchObject({
        code: 'KEY_DAMAGED',
      });
      expect(readFileSync(join(directory, file), 'utf8')).toBe('damaged');
    }
  });
});
