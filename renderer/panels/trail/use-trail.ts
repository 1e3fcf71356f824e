/** Asks the core for the trail: the newest page every two seconds, older ones by hand. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Reply, TrailFilter } from '../../../core/desk/messages.ts';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { NOTHING, PAGE, withNewest, withOlder } from './trail-rows.ts';
import type { TrailView } from './trail-rows.ts';

const REFRESH_MS = 2_000;

export interface TrailShown extends TrailView {
  /** Commands that were applied and are not in the trail yet. */
  readonly lag: number;
  /** Why nothing is shown, in a sentence. */
  readonly refusal: string;
  readonly isLoading: boolean;
}

const LOADING: TrailShown = { ...NOTHING, lag: 0, refusal: '', isLoading: true };

/** What a page's answer makes of what is shown; an answer that is lost leaves it as it is. */
function taken(
  shown: TrailShown,
  { result, code, sentence, body }: Reply,
  join: typeof withNewest,
): TrailShown {
  const isPassing = code === 'NOT_CONNECTED' || code === 'BUSY';
  if (result === 'refused' && !isPassing)
    return { ...LOADING, isLoading: false, refusal: sentence };
  if (body?.name !== 'trail') return { ...shown, isLoading: false };
  const view = join(shown, body.entries);
  return { ...view, lag: body.lag, refusal: '', isLoading: false };
}

/** What is asked: who asks decides what is shown of it. */
interface Question {
  readonly filter: TrailFilter;
  readonly operator: number;
  readonly role: string;
}

interface Answered {
  readonly question: Question | null;
  readonly shown: TrailShown;
}

export function useTrail(filter: TrailFilter): { shown: TrailShown; older: () => void } {
  const feed = useFeed();
  const { operator = 0, role = '' } = useScalar('signedIn') ?? {};
  const question = useMemo(() => ({ filter, operator, role }), [filter, operator, role]);
  const [answered, setAnswered] = useState<Answered>({ question: null, shown: LOADING });
  // What was answered to another question is not shown under this one.
  const shown = answered.question === question ? answered.shown : LOADING;
  useEffect(() => {
    let isGone = false;
    let isAsking = false;
    const refresh = async (): Promise<void> => {
      if (isAsking) return;
      isAsking = true;
      const call = { name: 'trail', beforeSequence: 0, count: PAGE } as const;
      const reply = await feed.request({ ...call, filter: question.filter });
      isAsking = false;
      if (isGone) return;
      setAnswered((before) => {
        const known = before.question === question ? before.shown : LOADING;
        return { question, shown: taken(known, reply, withNewest) };
      });
    };
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [feed, question]);
  const oldest = shown.hasOlder ? (shown.rows.at(-1)?.sequence ?? 0) : 0;
  const older = useCallback(() => {
    const ask = async (): Promise<void> => {
      const call = { name: 'trail', beforeSequence: oldest, count: PAGE } as const;
      const reply = await feed.request({ ...call, filter: question.filter });
      setAnswered((before) => {
        // Only the page below what stands last is added, and a refusal takes nothing away.
        const isNext =
          before.question === question && before.shown.rows.at(-1)?.sequence === oldest;
        if (!isNext || reply.result !== 'done') return before;
        return { question, shown: taken(before.shown, reply, withOlder) };
      });
    };
    if (oldest > 0) void ask();
  }, [feed, question, oldest]);
  return { shown, older };
}
