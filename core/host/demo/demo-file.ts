/** The shape of resources/demo.json: who the demo organisation is, what it owns, how it trades. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ROLES } from '../../venue/commands.ts';
import { RESOURCES } from '../founding.ts';
import { DemoError } from './errors.ts';

const label = z.string().min(1).max(32);
const id = z.int().min(1).max(65_535);
const lots = z.int().min(1).max(2_147_483_647);
const ticks = z.int().min(0).max(1_000_000);
const ppm = z.int().min(1).max(10_000_000);
const atoms = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const seconds = z.int().min(1).max(3_600);

const leg = z.strictObject({ instrument: label, clipLots: lots, reachTicks: ticks });

/** A strategy by its kind; meanings in strategies/. */
const behaviour = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('maker'),
    instrument: label,
    quantityLots: lots,
    awayTicks: ticks,
    toleranceTicks: ticks,
    maxPositionLots: lots,
    everyS: seconds,
  }),
  z.strictObject({
    kind: z.literal('momentum'),
    instrument: label,
    windowSlots: z.int().min(1).max(1_000),
    thresholdLots: lots,
    quantityLots: lots,
    maxPositionLots: lots,
  }),
  z.strictObject({
    kind: z.literal('grid'),
    instrument: label,
    rungs: z.int().min(1).max(50),
    stepTicks: ticks,
    quantityLots: lots,
    everyS: seconds,
  }),
  z.strictObject({
    kind: z.literal('holder'),
    positions: z.array(leg.extend({ targetLots: z.int() })).min(1),
    everyS: seconds,
    stop: z
      .strictObject({
        instrument: label,
        trigger: z.enum(['last', 'mark', 'index']),
        awayPpm: ppm,
        sharePpm: ppm,
      })
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('swing'),
    instrument: label,
    quantityLots: lots,
    timeInForce: z.enum(['ioc', 'fok']),
    everyS: seconds,
    holdS: seconds,
  }),
  z.strictObject({
    kind: z.literal('pair'),
    long: leg,
    short: leg,
    worth: z.int().min(1).max(100_000_000),
    everyS: seconds,
  }),
]);

const subaccount = z.strictObject({
  label,
  desk: label,
  /** Owner group: subaccounts of one group never trade with each other. */
  owner: id,
  mode: z.enum(['cross', 'isolated']),
  collateral: z.array(z.strictObject({ asset: label, amountAtoms: atoms })).min(1),
  leverage: z.array(z.strictObject({ instrument: label, leverageX100: z.int().min(100) })),
  /** Margin call levels in per cent of maintenance, where they are not the venue's own. */
  callPercents: z.array(z.int()).length(3).optional(),
  strategy: z.strictObject({ label, algorithm: label, behaviour }).optional(),
  /** A position that is opened once, instead of a strategy. */
  opening: z.strictObject({ instrument: label, lots: z.int() }).optional(),
  /** Who helps out when a margin call comes; without it nobody does. */
  onCall: z.strictObject({ from: label, asset: label, sharePpm: ppm, everyS: seconds }).optional(),
});

const demoFile = z.strictObject({
  organisation: label,
  custodian: label,
  operators: z.array(
    z.strictObject({
      operator: id,
      /** Kept beside the log, never in it. */
      name: z.string().min(1).max(64),
      roles: z.array(z.enum(ROLES)).min(1),
      desks: z.array(label),
    }),
  ),
  subaccounts: z.array(subaccount).min(1),
  insurance: z.array(z.strictObject({ asset: label, amountAtoms: atoms })),
});

export type DemoFile = z.infer<typeof demoFile>;
export type DemoSubaccount = DemoFile['subaccounts'][number];
export type DemoStrategy = NonNullable<DemoSubaccount['strategy']>;
export type Behaviour = DemoStrategy['behaviour'];

/** Checks the content of a demo file. Throws a DemoError that names the first wrong place. */
export function parseDemoFile(content: unknown): DemoFile {
  const parsed = demoFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new DemoError('DEMO_FILE', `demo.json, ${where}: ${issue?.message ?? 'it is not valid'}`);
}

/** Reads the demo organisation that comes with the program. */
export function readDemoFile(): DemoFile {
  return parseDemoFile(JSON.parse(readFileSync(new URL('demo.json', RESOURCES), 'utf8')));
}
