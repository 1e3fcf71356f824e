/** Opens the signing key of a directory as the product does and says where it is. */
import { sign } from 'node:crypto';
import { openSigningKey } from '../keys.ts';

const { privateKey, where, reason = null } = await openSigningKey(process.argv[2]!);
const signature = sign(null, Buffer.from('signed in a session'), privateKey).toString('hex');
console.log(JSON.stringify({ where, reason, signature }));
