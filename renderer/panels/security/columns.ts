/** The columns of the security log: when, why and in which words, whose, how often, and where. */
import type { ColDef } from 'ag-grid-community';
import { figure, words } from '../../grid/create.ts';
import { millisecondsOf, timeOfDay } from '../../text/times.ts';
import type { SecurityRow } from './use-security.ts';

function speaker({ who, session }: SecurityRow): string {
  if (session === 0) return 'nobody signed in';
  return `${who}, session ${session}`;
}

/** In the order in which they stay in sight where there is less room. */
export const securityColumns: ColDef<SecurityRow>[] = [
  {
    ...words<SecurityRow>('timeUs', 'Wall time', 104),
    cellClass: 'mono',
    valueFormatter: ({ value }) =>
      `${timeOfDay(value as number)}${millisecondsOf(value as number)}`,
  },
  { ...words<SecurityRow>('code', 'Code', 148), cellClass: 'mono' },
  { ...words<SecurityRow>('sentence', 'What was answered', 260), flex: 1, minWidth: 232 },
  {
    ...words<SecurityRow>('who', 'Who', 168),
    valueGetter: ({ data }) => (data === undefined ? '' : speaker(data)),
    cellClassRules: { muted: ({ data }) => data?.session === 0 },
  },
  {
    ...figure<SecurityRow>('times', 'Times', 56),
    valueFormatter: ({ value }) => (value as number).toLocaleString('en'),
  },
  { ...words<SecurityRow>('path', 'Where', 160), cellClass: 'mono' },
  words<SecurityRow>('channel', 'Channel', 72),
  { ...figure<SecurityRow>('number', 'Entry', 64), cellClass: 'figure mono' },
];
