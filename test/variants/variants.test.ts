/** Every variant that the rule book names is reached from data alone, and does what it says. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { laidOver } from '../../core/host/catalogue.ts';
import { SELF_TRADE_MODES } from '../../core/venue/book/contract.ts';
import { instrumentFields } from '../../core/venue/definitions.ts';
import type { Field, Fields } from '../../core/venue/schema.ts';
import { definedCodes, firstCells } from '../tidy/documents.ts';
import { root } from '../tidy/files.ts';
import { proofs } from './proofs.ts';
import type { Patch } from './scenes.ts';

const table = readFileSync(path.join(root, 'docs', 'variants.md'), 'utf8');
const rules = readFileSync(path.join(root, 'core', 'venue', 'README.md'), 'utf8');
const settings = firstCells(table, /`[^`]+`/).map((cell) => cell.slice(1, -1));

describe('every variant of the rule book is reachable from data alone', () => {
  test('each row of the table has a proof, and each proof its row', () => {
    expect(Object.keys(proofs).toSorted()).toEqual(settings.toSorted());
    expect(new Set(settings).size).toBe(settings.length);
  });

  test('each row names a rule that there is', () => {
    const known = definedCodes(rules);
    const named = [...table.matchAll(/^\| `.*\| ([A-Z]+-\d+) +\|$/gm)].map((found) => found[1]);
    expect(named).toHaveLength(settings.length);
    expect(named.filter((code) => !known.includes(code ?? ''))).toEqual([]);
  });

  test.each(Object.entries(proofs))('%s', (_, { base = {}, patch, figure, expected }) => {
    const [byDefault, withSetting] = expected;
    expect(figure(base)).toEqual(byDefault);
    expect(figure(laidOver(base, patch) as Patch)).toEqual(withSetting);
    expect(withSetting).not.toEqual(byDefault);
  });
});

/** What is no variant: what a contract is, and figures that every listing has. */
const PLAIN = new Set([
  'contract',
  'baseAsset',
  'version',
  'dayEndUs',
  'expiry.expiresUs',
  'expiry.feePpm',
]);

/** Settings of a record: those that may be absent, and the choices of which one is the default. */
function settingsOf(fields: Fields, prefix = ''): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const at = `${prefix}${name}`;
    const isOptional = field.type === 'optional';
    const inner: Field = isOptional ? field.field : field;
    if (PLAIN.has(at)) return [];
    if (inner.type === 'choice') return inner.of.map((value) => `${at}: ${value}`);
    if (inner.type === 'boolean') return [`${at}: false`];
    if (inner.type === 'record' && at !== 'auction') {
      const within = settingsOf(inner.fields, `${at}.`);
      return isOptional && within.length === 0 ? [at] : within;
    }
    return isOptional ? [at] : [];
  });
}

/** Of each choice, what an instrument does that says nothing. */
const DEFAULTS = [
  'margin.tierMode: marginal',
  'expiry.mean: minutes',
  'fees.rounding: againstTrader',
  'realisation.leaves: atOnce',
  'margin.mmBasis: mark',
  'margin.orderCost.closeFee: bankruptcy',
  'rounding: perFill',
  'bands.around: index',
  'equity.profit: usable',
  'markMethod: median',
  'funding.samplesFrom: sameInterval',
  'funding.weighting: mean',
  'funding.damping: interest',
  'funding.premiumOver: index',
  'funding.payOn: mark',
  'funding.interval: fixed',
  'funding.premiumOf: book',
  'funding.averageOf: premiums',
  'funding.paidWhen: due',
  'funding.shortage: owed',
  'funding.isolatedFrom: position',
  'liquidation.sizing: enough',
  'liquidation.sliceOf: largest',
  'liquidation.feeBound: equity',
  'liquidation.cancels: bucket',
  'liquidation.afterSlices: nextCheck',
  'liquidation.disposalLimit: band',
  'adl.rank: leveragedReturn',
  'adl.price: bankruptcy',
  'startsIn: open',
  'triggerProtects: all',
  'selfTrade: cancelNewest',
];

describe('no setting of a listing is without a row', () => {
  test('every choice and every setting that may be absent is in the table, or is a default', () => {
    const all = [
      ...settingsOf(instrumentFields),
      ...SELF_TRADE_MODES.map((mode) => `selfTrade: ${mode}`),
    ];
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((one) => !settings.includes(one) && !DEFAULTS.includes(one))).toEqual([]);
    expect(DEFAULTS.filter((one) => !all.includes(one))).toEqual([]);
  });
});
