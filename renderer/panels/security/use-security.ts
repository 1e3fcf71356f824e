/** Asks the core for the security log: the newest page every two seconds, older ones by hand. */
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Reply, SecurityCode, SecurityPage } from '../../../core/desk/messages.ts';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { NOTHING, PAGE, withNewest, withOlder } from './security-rows.ts';
import type { SecurityView } from './security-rows.ts';

const REFRESH_MS = 2_000;

export interface SecurityShown extends SecurityView, Omit<SecurityPage, 'entries'> {
  /** Why nothing is shown, in a sentence. */
  readonly refusal: string;
  readonly isLoading: boolean;
}

const LOADING: SecurityShown = {
  ...NOTHING,
  total: 0,
  forgotten: 0,
  counts: [],
  refusal: '',
  isLoading: true,
};

/** What a page's answer makes of what is shown; an answer that is lost leaves it as it is. */
function taken(shown: SecurityShown, reply: Reply, join: typeof withNewest): SecurityShown {
  const { result, code, sentence, body } = reply;
  const isPassing = code === 'NOT_CONNECTED' || code === 'BUSY';
  if (result === 'refused' && !isPassing) {
    return { ...LOADING, isLoading: false, refusal: sentence };
  }
  if (body?.name !== 'security') return { ...shown, isLoading: false };
  const { total, forgotten, counts, entries } = body;
  return { ...join(shown, entries), total, forgotten, counts, refusal: '', isLoading: false };
}

/** What is asked; another core's entries are counted anew. */
interface Question {
  readonly code: SecurityCode | null;
  readonly epoch: string;
}

interface Answered {
  readonly question: Question | null;
  readonly shown: SecurityShown;
}

function callOf({ code }: Question, beforeNumber: number) {
  const call = { name: 'security', beforeNumber, count: PAGE } as const;
  return code === null ? call : { ...call, code };
}

/** The log as far as it was asked for, of one code or of all. */
export function useSecurity(code: SecurityCode | null): {
  shown: SecurityShown;
  older: () => void;
} {
  const feed = useFeed();
  const epoch = useScalar('welcome')?.epoch ?? '';
  const question = useMemo(() => ({ code, epoch }), [code, epoch]);
  const [answered, setAnswered] = useState<Answered>({ question: null, shown: LOADING });
  // What was answered to another question is not shown under this one.
  const shown = answered.question === question ? answered.shown : LOADING;
  useEffect(() => {
    let isGone = false;
    let isAsking = false;
    const refresh = async (): Promise<void> => {
      if (isAsking) return;
      isAsking = true;
      const reply = await feed.request(callOf(question, 0));
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
  const oldest = shown.hasOlder ? (shown.rows.at(-1)?.number ?? 0) : 0;
  const older = useCallback(() => {
    const ask = async (): Promise<void> => {
      const reply = await feed.request(callOf(question, oldest));
      setAnswered((before) => {
        // Only the page below what stands last is added, and a refusal takes nothing away.
        const isNext = before.question === question && before.shown.rows.at(-1)?.number === oldest;
        if (!isNext || reply.result !== 'done') return before;
        return { question, shown: taken(before.shown, reply, withOlder) };
      });
    };
    if (oldest > 0) void ask();
  }, [feed, question, oldest]);
  return { shown, older };
}
