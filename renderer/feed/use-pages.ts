/** Asks the core for a long list: the newest page every two seconds, older ones by hand. */
import { useCallback, useEffect, useState } from 'react';
import type { Call, Reply } from '../../core/desk/messages.ts';
import { useFeed } from './hooks.ts';
import { NOTHING, withNewest, withOlder } from './pages.ts';
import type { Join, Numbering, PageView } from './pages.ts';

const REFRESH_MS = 2_000;

/** A list of the core: how a page of it is asked for, and what an answer says. */
export interface PagedList<Question, Entry, Figures> extends Numbering<Entry> {
  /** The page before a number; 0 for the newest. */
  call(question: Question, before: number): Call;
  /** Null where the answer is of something else. */
  read(reply: Reply): { readonly entries: readonly Entry[]; readonly figures: Figures } | null;
  /** Before anything is known. */
  readonly figures: Figures;
}

export interface PagesShown<Entry, Figures> extends PageView<Entry> {
  /** What the newest answer says of the list as a whole. */
  readonly figures: Figures;
  /** Why nothing is shown, in a sentence. */
  readonly refusal: string;
  readonly isLoading: boolean;
}

type Shown<E, F> = PagesShown<E, F>;

function loading<Q, E, F>({ figures }: PagedList<Q, E, F>): Shown<E, F> {
  return { ...NOTHING, figures, refusal: '', isLoading: true };
}

/** What a page's answer makes of what is shown; an answer that is lost leaves it as it is. */
function taken<Q, E, F>(
  list: PagedList<Q, E, F>,
  shown: Shown<E, F>,
  reply: Reply,
  join: Join<E>,
): Shown<E, F> {
  const { result, code, sentence } = reply;
  const isPassing = code === 'NOT_CONNECTED' || code === 'BUSY';
  if (result === 'refused' && !isPassing) {
    return { ...loading(list), isLoading: false, refusal: sentence };
  }
  const answer = list.read(reply);
  if (answer === null) return { ...shown, isLoading: false };
  const view = join(shown, answer.entries, list);
  return { ...view, figures: answer.figures, refusal: '', isLoading: false };
}

/** `question` must stay the same object while the same is asked, and `list` always. */
export function usePages<Question, Entry, Figures>(
  list: PagedList<Question, Entry, Figures>,
  question: Question,
): { shown: PagesShown<Entry, Figures>; older: () => void } {
  const feed = useFeed();
  const [answered, setAnswered] = useState({ question, shown: loading(list) });
  // What was answered to another question is not shown under this one.
  const shown = answered.question === question ? answered.shown : loading(list);
  useEffect(() => {
    let isGone = false;
    let isAsking = false;
    const refresh = async (): Promise<void> => {
      if (isAsking) return;
      isAsking = true;
      const reply = await feed.request(list.call(question, 0));
      isAsking = false;
      if (isGone) return;
      setAnswered((before) => {
        const known = before.question === question ? before.shown : loading(list);
        return { question, shown: taken(list, known, reply, withNewest) };
      });
    };
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [feed, list, question]);
  const last = shown.hasOlder ? shown.rows.at(-1) : undefined;
  const older = useCallback(() => {
    if (last === undefined) return;
    const ask = async (): Promise<void> => {
      const reply = await feed.request(list.call(question, list.numberOf(last)));
      setAnswered((before) => {
        // Only the page below what stands last is added, and a refusal takes nothing away.
        const isNext = before.question === question && before.shown.rows.at(-1)?.key === last.key;
        if (!isNext || reply.result !== 'done') return before;
        return { question, shown: taken(list, before.shown, reply, withOlder) };
      });
    };
    void ask();
  }, [feed, list, question, last]);
  return { shown, older };
}
