/**
 * Stores, reads and deletes a secret in the keychain of the system, and says what went wrong in one
 * line. A program of its own: a keychain that does not answer holds a thread that cannot be ended,
 * and with it the end of the process, for most of a minute.
 */
import { randomUUID } from 'node:crypto';

const SERVICE = 'bulkhead-doctor';

async function probe(): Promise<string | undefined> {
  const { default: keytar } = await import('keytar');
  const account = `probe-${process.pid}`;
  const secret = randomUUID();
  await keytar.setPassword(SERVICE, account, secret);
  const seen = await keytar.getPassword(SERVICE, account);
  const deleted = await keytar.deletePassword(SERVICE, account);
  if (seen !== secret) return 'it returned another secret than the one stored';
  return deleted ? undefined : 'it would not delete the secret it stored';
}

try {
  const fault = await probe();
  if (fault !== undefined) {
    process.stdout.write(fault);
    process.exitCode = 1;
  }
} catch (error) {
  process.stdout.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
