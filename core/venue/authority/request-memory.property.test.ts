import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { RequestMemories, REQUESTS_REMEMBERED } from './request-memory.ts';
import type { RequestMemory, RequestMemoryImage } from './request-memory.ts';

interface Told {
  readonly request: number;
  readonly digest: number;
  readonly outcome: Outcome;
}

/** The same, as a list for each session. */
class Naive {
  readonly told: Told[] = [];

  get kept(): readonly Told[] {
    return this.told.slice(-REQUESTS_REMEMBERED);
  }

  get image(): RequestMemoryImage {
    const { kept } = this;
    return {
      requests: kept.map(({ request }) => request),
      digests: kept.map(({ digest }) => digest),
      codes: kept.map(({ outcome }) => outcome.code),
      references: kept.map(({ outcome }) => outcome.reference),
      details: kept.map(({ outcome }) => outcome.detail),
      next: kept.length % REQUESTS_REMEMBERED,
      highest: this.told.at(-1)?.request ?? 0,
    };
  }
}

/** Some requests of one session in a row, and then perhaps a session that is new. */
const burst = fc.record({
  pick: fc.nat(999),
  requests: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 200, max: 1_500 })),
  skip: fc.nat(3),
  isRefused: fc.boolean(),
  enters: fc.boolean(),
  reloads: fc.nat(9),
});

function expectSame(memory: RequestMemory, naive: Naive): void {
  expect(memory.save()).toEqual(naive.image);
  expect(memory.highest).toBe(naive.told.at(-1)?.request ?? 0);
  for (const { request, digest, outcome } of [naive.kept[0], naive.kept.at(-1)].flatMap(
    (told) => told ?? [],
  )) {
    expect(memory.get(request)).toEqual({ digest, outcome: { ...outcome, repeated: true } });
  }
  const forgotten = naive.told.at(-REQUESTS_REMEMBERED - 1);
  if (forgotten !== undefined) expect(memory.has(forgotten.request)).toBe(false);
}

describe('what sessions were told', () => {
  test('SESS-03 an image that is a ring, its oldest in the middle, is read as what it says', () => {
    const { memory, naive } = { memory: new RequestMemories().enter(1), naive: new Naive() };
    for (let request = 1; request <= REQUESTS_REMEMBERED + 5; request++) {
      const outcome = done(request * 65_536);
      memory.remember(request, 7 * request, outcome);
      naive.told.push({ request, digest: 7 * request, outcome });
    }
    const turned = <T>(list: readonly T[]): T[] => [...list.slice(-5), ...list.slice(0, -5)];
    const { requests, digests, codes, references, details, highest } = memory.save();
    const ring = {
      requests: turned(requests),
      digests: turned(digests),
      codes: turned(codes),
      references: turned(references),
      details: turned(details),
      next: 5,
      highest,
    };
    expectSame(new RequestMemories().load(1, ring), naive);
  });

  test('SESS-03 the last 1,024 of each, whoever else asks how much, saved and loaded', () => {
    fc.assert(
      fc.property(fc.array(burst, { minLength: 1, maxLength: 40 }), (bursts) => {
        let all = new RequestMemories();
        const sessions = [{ memory: all.enter(1), naive: new Naive() }];
        for (const { pick, requests, skip, isRefused, enters, reloads } of bursts) {
          const { memory, naive } = sessions[pick % sessions.length] ?? sessions[0]!;
          for (let n = 0; n < requests; n++) {
            const request = (naive.told.at(-1)?.request ?? 0) + 1 + (n === 0 ? skip : 0);
            const outcome = isRefused ? refused('UNKNOWN_ORDER', n) : done(request * 65_536);
            memory.remember(request, 7 * request, outcome);
            naive.told.push({ request, digest: 7 * request, outcome });
          }
          if (enters) {
            sessions.push({ memory: all.enter(sessions.length + 1), naive: new Naive() });
          }
          if (reloads === 0) {
            all = new RequestMemories();
            for (const [n, one] of sessions.entries()) {
              one.memory = all.load(n + 1, one.memory.save());
            }
          }
        }
        for (const one of sessions) expectSame(one.memory, one.naive);
      }),
      { numRuns: process.env.BULKHEAD_LONG === '1' ? 1_000 : 30 },
    );
  });
});
