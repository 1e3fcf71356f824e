/** Takes the lock of a directory, says so, and holds it until it is killed. */
import { takeLock } from '../lock.ts';

takeLock(process.argv[2]!);
console.log('locked');
setInterval(() => {}, 60_000);
