/**
 * One-click trading as a plain value: armed for one place, with a size per click, a cap and an end;
 * whatever is not expected disarms it and says why. Sizes are whole lots.
 */
import type { Reply } from '../../../core/desk/messages.ts';

/** For whom and in what it is armed; another one disarms. */
export interface Place {
  readonly instrument: string;
  readonly subaccount: string;
  /** Who signed in, with the role. */
  readonly operator: string;
}

export interface Terms {
  readonly sizeLots: number;
  readonly capLots: number;
  readonly seconds: number;
}

export interface Armed {
  readonly isArmed: true;
  readonly place: Place;
  readonly sizeLots: number;
  readonly capLots: number;
  /** What is left of the cap. */
  readonly leftLots: number;
  readonly untilMs: number;
}

export interface Disarmed {
  readonly isArmed: false;
  /** Empty before the first time, and where a person did it. */
  readonly why: string;
  /** Something went wrong, rather than to its end. */
  readonly isFault: boolean;
}

export type OneClick = Armed | Disarmed;

export type OneClickEvent =
  | {
      readonly kind: 'arm';
      readonly terms: Terms;
      readonly place: Place;
      readonly nowMs: number;
    }
  | { readonly kind: 'tick'; readonly nowMs: number }
  /** Another size per click. */
  | { readonly kind: 'resize'; readonly lots: number }
  /** An order of so many lots is being sent. */
  | { readonly kind: 'sent'; readonly lots: number }
  | { readonly kind: 'ended'; readonly reply: Pick<Reply, 'result' | 'code' | 'sentence'> }
  | { readonly kind: 'placed'; readonly place: Place }
  /** Entry is shut, for this reason. */
  | { readonly kind: 'shut'; readonly why: string }
  | { readonly kind: 'disarm' };

export const OFF: Disarmed = { isArmed: false, why: '', isFault: false };

function off(why: string, isFault = false): Disarmed {
  return { isArmed: false, why, isFault };
}

function moved(armed: Armed, to: Place): OneClick {
  const { place } = armed;
  if (to.operator !== place.operator) return off('Another operator sits here.');
  if (to.subaccount !== place.subaccount) return off(`The subaccount is ${to.subaccount} now.`);
  if (to.instrument !== place.instrument) return off(`The instrument is ${to.instrument} now.`);
  return armed;
}

/** Every way on; nothing but `arm` ever arms. */
export function oneClick(state: OneClick, event: OneClickEvent): OneClick {
  if (event.kind === 'arm') {
    const { terms, place, nowMs } = event;
    const { sizeLots, capLots, seconds } = terms;
    if (sizeLots <= 0 || capLots < sizeLots || seconds <= 0) return state;
    const untilMs = nowMs + seconds * 1_000;
    return { isArmed: true, place, sizeLots, capLots, leftLots: capLots, untilMs };
  }
  if (!state.isArmed) return state;
  switch (event.kind) {
    case 'tick':
      return event.nowMs >= state.untilMs ? off('The time is up.') : state;
    case 'resize':
      return event.lots > 0 && event.lots <= state.leftLots
        ? { ...state, sizeLots: event.lots }
        : state;
    case 'sent': {
      const leftLots = state.leftLots - event.lots;
      return leftLots < state.sizeLots ? off('The cap is used up.') : { ...state, leftLots };
    }
    case 'ended': {
      const { result, code, sentence } = event.reply;
      if (result === 'done') return state;
      if (result === 'unknown') return off('What became of an order is not known.', true);
      return off(`An order was refused: ${code}. ${sentence}`, true);
    }
    case 'placed':
      return moved(state, event.place);
    case 'shut':
      return off(event.why, true);
    case 'disarm':
      return OFF;
  }
}

/** Whether an order of so many lots may go now. */
export function maySend(state: OneClick, nowMs: number, lots: number): state is Armed {
  return state.isArmed && nowMs < state.untilMs && lots <= state.leftLots;
}

/** Sizes that the keys 1 to 9 choose, in lots. */
export const PRESET_LOTS = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] as const;
