/** How a mark that an instrument makes of its own parts is said in words. Rule VAR-49. */
import type { InstrumentSpec } from '../../venue/commands.ts';
import type { MarkPart } from '../../venue/pricing/own-mark-fields.ts';

/** How many parts are told with a mark. */
const TOLD_PARTS = 3;
const SECONDS_OF_MINUTE = 60;

const PARTS: Readonly<Record<MarkPart['of'], readonly [name: string, missing: string]>> = {
  index: ['index', ''],
  fair: ['fair price', ''],
  last: ['last trade', 'no trade yet'],
  market: ['last within bid, ask', 'no trade yet'],
  quote: ['median of bid, ask, last', 'one of the three is not there'],
  mid: ['middle of bid and ask', 'no sound book'],
  impact: ['middle of the impact prices', 'no sound book'],
  elsewhere: ['other venues', 'no index of them, or not sound'],
};

const lasting = (seconds: number): string =>
  seconds % SECONDS_OF_MINUTE === 0 ? `${seconds / SECONDS_OF_MINUTE} min` : `${seconds} s`;

function nameOf({ of, smooth, standsIn }: MarkPart): string {
  const [name] = PARTS[of];
  const by = smooth?.by === 'ema' ? 'average' : 'mean';
  const averaged = smooth === undefined ? name : `${lasting(smooth.overS)} ${by} of ${name}`;
  const from = smooth?.what === 'basis' ? `index + ${averaged} less index` : averaged;
  return standsIn === true ? `${from}, if two are left` : from;
}

/** What the parts of an own mark are, and why each may be missing; those that are told. */
export function ownNamesOf({ mark }: InstrumentSpec): (readonly [name: string, why: string])[] {
  const told = (mark?.parts ?? []).slice(0, TOLD_PARTS);
  return told.map((part) => [nameOf(part), PARTS[part.of][1]]);
}

/** What is made of them; of one alone there is nothing to choose. */
export function ownMethodText({ mark }: InstrumentSpec): string {
  const { parts = [], combine = 'median' } = mark ?? {};
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return nameOf(only);
  const more = parts.length > TOLD_PARTS ? `, with ${nameOf(parts.at(-1)!)}` : '';
  return `${combine} of what is there${more}`;
}
