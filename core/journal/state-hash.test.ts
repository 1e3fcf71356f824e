import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stateHash } from './state-hash.ts';

test('LOG-19 the state hash is SHA-256 over the bytes, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
      const whole = createHash('sha256').update(Buffer.concat(chunks)).digest('hex');
      const hashed = stateHash((sink) => {
        for (const chunk of chunks) sink.bytes(chunk);
      });
      expect(hashed).toBe(whole);
    }),
  );
});

test('LOG-19 a chunk may be reused as soon as the sink has it', () => {
  const scratch = new Uint8Array(4);
  const hashed = stateHash((sink) => {
    for (let value = 0; value < 3; value++) {
      scratch.fill(value);
      sink.bytes(scratch);
    }
  });
  expect(hashed).toBe(
    createHash('sha256').update(Buffer.from('000000000101010102020202', 'hex')).digest('hex'),
  );
});
