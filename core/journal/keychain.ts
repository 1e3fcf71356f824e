/** The operating system's keychain, asked with a limit on how long it may think. */
import { sentenceOf } from './errors.ts';

/** The two calls of `keytar` that are used. */
export interface Keychain {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
}

export const KEYCHAIN_SERVICE = 'bulkhead';
/** A locked keychain may wait for somebody to answer its prompt; a start does not. */
export const KEYCHAIN_LIMIT_MS = 3_000;

/** What a keychain said, or why it said nothing. */
export type KeychainAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: string };

/** Loads the native module only now: where libsecret is missing, loading it already fails. */
async function loadKeychain(): Promise<Keychain> {
  const loaded = (await import('keytar')) as unknown as { readonly default: Keychain };
  return loaded.default;
}

/** Runs one call on a keychain; a failure or silence becomes a reason, in words. */
export async function askKeychain<T>(
  keychain: Keychain | 'none' | undefined,
  limitMs: number,
  call: (keychain: Keychain) => Promise<T>,
): Promise<KeychainAnswer<T>> {
  if (keychain === 'none') return { ok: false, reason: 'it is switched off' };
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<KeychainAnswer<T>>((resolve) => {
    const reason = `it did not answer within ${limitMs / 1_000} s`;
    timer = setTimeout(() => resolve({ ok: false, reason }), limitMs);
  });
  const answer = (async (): Promise<KeychainAnswer<T>> => {
    try {
      return { ok: true, value: await call(keychain ?? (await loadKeychain())) };
    } catch (thrown) {
      return { ok: false, reason: sentenceOf(thrown) };
    }
  })();
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}
