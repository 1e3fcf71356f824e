/** The trail as far as it was asked for, of what a filter leaves. */
import { useMemo } from 'react';
import type { TrailEntry, TrailFilter } from '../../../core/desk/messages.ts';
import { useScalar } from '../../feed/hooks.ts';
import { PAGE } from '../../feed/pages.ts';
import type { Keyed } from '../../feed/pages.ts';
import { usePages } from '../../feed/use-pages.ts';
import type { PagedList, PagesShown } from '../../feed/use-pages.ts';

export type TrailRow = Keyed<TrailEntry>;

interface Figures {
  /** Commands that were applied and are not in the trail yet. */
  readonly lag: number;
}

/** What is asked: who asks decides what is shown of it. */
interface Question {
  readonly filter: TrailFilter;
  readonly operator: number;
  readonly role: string;
}

const LIST: PagedList<Question, TrailEntry, Figures> = {
  numberOf: ({ sequence }) => sequence,
  // What was recorded stays as it is.
  isSame: () => true,
  call: ({ filter }, beforeSequence) => ({ name: 'trail', filter, beforeSequence, count: PAGE }),
  read: ({ body }) => {
    if (body?.name !== 'trail') return null;
    return { entries: body.entries, figures: { lag: body.lag } };
  },
  figures: { lag: 0 },
};

export function useTrail(filter: TrailFilter): {
  shown: PagesShown<TrailEntry, Figures>;
  older: () => void;
} {
  const { operator = 0, role = '' } = useScalar('signedIn') ?? {};
  const question = useMemo(() => ({ filter, operator, role }), [filter, operator, role]);
  return usePages(LIST, question);
}
