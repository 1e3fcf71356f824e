/** What is told, how loudly and to whom: decided from plain values, so that it can be tried. */
import type { Alert, CallRow } from '../../core/desk/messages.ts';
import type { Standing } from '../desktop.ts';
import type { Changes } from '../feed/rows.ts';
import type { AlertSettings } from './alert-settings.ts';
import type { NoticeOf } from './notices.ts';
import type { CallLevel } from './sound.ts';

/** The last level sounds again so often until somebody acknowledges it. */
export const REPEAT_MS = 10_000;

/** Whether somebody still has to answer a call: neither acknowledged nor put off. */
export function isUnanswered({ acknowledgedBy, snoozedUntilUs }: CallRow): boolean {
  return acknowledgedBy === '' && snoozedUntilUs === 0;
}

export interface CallNews {
  /** Raised, worse than before, or due again after a snooze. */
  readonly raised: readonly CallRow[];
  /** Told before and still open: their figures move, and nothing new is said of them. */
  readonly followed: readonly CallRow[];
  /** Calls of which nothing more is to be said. */
  readonly settled: readonly number[];
}

/** Tells of a call when it is raised, when it gets worse and when it is due, not of each figure. */
export class CallWatch {
  readonly #told = new Map<string, number>();
  #hasBegun = false;

  take({ isFresh, changed, gone }: Changes<CallRow>): CallNews {
    const open = changed.filter(isUnanswered);
    const raised = open.filter((row) => this.#isNews(row));
    const followed = open.filter((row) => !raised.includes(row));
    const settled = changed.filter((row) => !isUnanswered(row)).map(({ call }) => call);
    const stays = new Set(changed.map(({ key }) => key));
    const ended = isFresh ? [...this.#told.keys()].filter((key) => !stays.has(key)) : gone;
    for (const row of changed) this.#told.set(row.key, isUnanswered(row) ? row.level : 0);
    for (const key of ended) this.#told.delete(key);
    // What was open before this window came stands pinned in the strip.
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    return {
      raised: isFirst ? [] : raised,
      followed,
      settled: [...settled, ...ended.map(Number)],
    };
  }

  #isNews(row: CallRow): boolean {
    return row.level > (this.#told.get(row.key) ?? 0);
  }
}

/** The notice of a call that is raised. */
export function noticeOfCall({ call, level, subaccount, health, cure, asset }: CallRow): NoticeOf {
  const again = level === 3 ? ` Sounds again every ${REPEAT_MS / 1_000} s.` : '';
  return {
    tone: level === 3 ? 'grave' : 'warning',
    title: `L${level} ${subaccount} ${health}`,
    text: `Cure ${cure} ${asset}. Stays until a named person acknowledges it.${again}`,
    call,
  };
}

/** An alert of the stream as a notice; null for what the calls themselves tell, and for news. */
export function noticeOfAlert({
  event,
  level,
  subaccount,
  liquidation,
  text,
}: Alert): (NoticeOf & { readonly level: Alert['level'] }) | null {
  if (event === 'call.cured') {
    return { tone: 'cured', title: `Margin call cured, ${subaccount}`, text, level: 0 };
  }
  if (event.startsWith('call.')) return null;
  if (event.startsWith('liquidation.')) {
    // One notice a liquidation, which says its newest step; only its beginning is heard.
    const isOver = event === 'liquidation.ended';
    return {
      tone: 'grave',
      title: `Liquidation of ${subaccount}${isOver ? ' ended' : ''}`,
      text,
      key: `liquidation ${liquidation}`,
      level: event === 'liquidation.started' ? 3 : 0,
    };
  }
  if (level < 2) return null;
  const tone = level === 3 ? 'grave' : 'warning';
  const [title = event] = text.split(/[:,]/, 1);
  return { tone, title, text, key: `${event} ${title}`, level };
}

export interface Ways {
  readonly sounds: boolean;
  readonly notifies: boolean;
}

/** How a level is told besides its toast. `isAway`: hidden, or another has the focus. */
export function waysOf(level: Alert['level'], settings: AlertSettings, isAway: boolean): Ways {
  const isAlarm = level > 0;
  return {
    sounds: isAlarm && !settings.isMuted && settings.volume > 0,
    notifies: isAlarm && settings.notifies && isAway,
  };
}

/** The level that sounds again now; null while nobody must be called a further time. */
export function repeatOf(open: readonly CallRow[], sinceMs: number): CallLevel | null {
  const isGrave = open.some((row) => row.level === 3 && isUnanswered(row));
  return isGrave && sinceMs >= REPEAT_MS ? 3 : null;
}

/** What of alerts is missing, in words. */
export interface Missing {
  readonly words: readonly string[];
  /** A click would give what is missing. */
  readonly canAsk: boolean;
}

const SOUND: Readonly<Record<Standing, string>> = {
  ready: '',
  ask: 'Sound is off until you click.',
  blocked: 'Sound is blocked by the browser.',
  absent: 'This host plays no sound.',
};
const NOTIFY: Readonly<Record<Standing, string>> = {
  ready: '',
  ask: 'Notifications need your permission.',
  blocked: 'Notifications are blocked by the browser.',
  absent: 'This host shows no notifications.',
};

export function missingOf(sound: Standing, notify: Standing, settings: AlertSettings): Missing {
  const isHeard = !settings.isMuted && settings.volume > 0;
  const words = [
    isHeard ? SOUND[sound] : 'Sound is muted.',
    settings.notifies ? NOTIFY[notify] : 'Notifications are turned off here.',
  ].filter((word) => word !== '');
  const canAsk = (isHeard && sound === 'ask') || (settings.notifies && notify === 'ask');
  return { words, canAsk };
}
