/** Asking a second person to let one order pass the limits that refuse it. */
import { useEffect, useState } from 'react';
import type { HumanCommand, Preview } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { parseDecimal } from '../../text/decimal.ts';
import { notify } from '../../workspace/notices.ts';

/** For so long the order that was asked for may be sent. */
const GOOD_FOR_US = 900_000_000;

/**
 * The waiver that would let an order pass, until a time, in the human form; null where no limit
 * stands against it. A waiver is of the very order: its side, size and limit.
 */
export function waiverOf(
  order: HumanCommand,
  preview: Preview,
  expiresUs: number,
): HumanCommand | null {
  const { limitsPassed } = preview;
  if (limitsPassed.length === 0) return null;
  const { subaccount, symbol, price } = order;
  // What only reduces is as large as the position lets it be, which the core knows.
  const isReducing = order.kind === 'position.close' || order['reduceOnly'] === true;
  const known = { side: preview.side, quantity: parseDecimal(preview.size) ?? '' };
  const { side, quantity } = isReducing ? known : order;
  return {
    kind: 'waiver.grant',
    subaccount,
    symbol,
    side,
    quantity,
    ...(price === undefined ? {} : { price }),
    limits: limitsPassed,
    expiresUs,
  };
}

interface Asked {
  readonly proposal: number;
  /** The order that it was asked for, as a text. */
  readonly order: string;
}

export interface WaiverModel {
  /** Whether limits alone keep the order, and nobody has been asked yet. */
  readonly canAsk: boolean;
  /** Asked for this order and not decided yet; 0 for none. */
  readonly waitsFor: number;
  /** It was granted for this order, which may be sent. */
  readonly isGranted: boolean;
  readonly ask: () => void;
}

export function useWaiver(order: HumanCommand | null, preview: Preview | null): WaiverModel {
  const feed = useFeed();
  const [asked, setAsked] = useState<Asked | null>(null);
  /** What was previewed when proposals changed last. */
  const [seen, setSeen] = useState<{ readonly preview: Preview | null }>({ preview: null });
  useEffect(() => feed.on('proposals', () => setSeen({ preview })), [feed, preview]);
  const text = order === null ? '' : JSON.stringify(order);
  const isAsked = asked !== null && asked.order === text;
  const waits = isAsked && feed.rows.proposals.get(String(asked.proposal)) !== undefined;
  const command =
    order === null || preview === null
      ? null
      : waiverOf(order, preview, (feed.get('strip')?.timeUs ?? 0) + GOOD_FOR_US);
  // What was previewed before it was decided says nothing of the decision.
  const isDecided = !isAsked || seen.preview !== preview;
  const canAsk = command !== null && !waits && isDecided;
  const ask = async (): Promise<void> => {
    if (command === null || !canAsk) return;
    const call = { kind: 'proposal.open', command };
    const { result, code, sentence, reference } = await feed.request({
      name: 'command',
      command: call,
    });
    if (result === 'done') setAsked({ proposal: reference, order: text });
    else notify('warning', `${code}: Ask for a waiver`, sentence);
  };
  const isGranted = isAsked && !waits && preview !== null && preview.refusalCode === '';
  return { canAsk, waitsFor: waits ? asked.proposal : 0, isGranted, ask: () => void ask() };
}
