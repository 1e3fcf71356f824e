/** The security log as far as it was asked for, of one code or of all. */
import { useMemo } from 'react';
import type {
  SecurityCode,
  SecurityPage,
  SecurityRow as Entry,
} from '../../../core/desk/messages.ts';
import { useScalar } from '../../feed/hooks.ts';
import { PAGE } from '../../feed/pages.ts';
import type { Keyed } from '../../feed/pages.ts';
import { usePages } from '../../feed/use-pages.ts';
import type { PagedList, PagesShown } from '../../feed/use-pages.ts';

export type SecurityRow = Keyed<Entry>;
type Figures = Omit<SecurityPage, 'entries'>;
export type SecurityShown = PagesShown<Entry, Figures>;

/** What is asked; another core's entries are counted anew. */
interface Question {
  readonly code: SecurityCode | null;
  readonly epoch: string;
}

const LIST: PagedList<Question, Entry, Figures> = {
  numberOf: ({ number }) => number,
  isSame: (before, now) => before.times === now.times,
  call: ({ code }, beforeNumber) => {
    const call = { name: 'security', beforeNumber, count: PAGE } as const;
    return code === null ? call : { ...call, code };
  },
  read: ({ body }) => {
    if (body?.name !== 'security') return null;
    const { entries, total, forgotten, counts } = body;
    return { entries, figures: { total, forgotten, counts } };
  },
  figures: { total: 0, forgotten: 0, counts: [] },
};

export function useSecurity(code: SecurityCode | null): {
  shown: SecurityShown;
  older: () => void;
} {
  const epoch = useScalar('welcome')?.epoch ?? '';
  const question = useMemo(() => ({ code, epoch }), [code, epoch]);
  return usePages(LIST, question);
}
