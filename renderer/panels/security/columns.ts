/** The columns of the security log: when, how often, by which code, whose, where, and in words. */
import type { ColDef } from 'ag-grid-community';
import { figure, words } from '../../grid/create.ts';
import { millisecondsOf, timeOfDay } from '../../text/times.ts';
import type { SecurityRow } from './security-rows.ts';

function speaker({ who, session }: SecurityRow): string {
  if (session === 0) return 'nobody signed in';
  return `${who}, session ${session}`;
}

export const securityColumns: ColDef<SecurityRow>[] = [
  {
    ...words<SecurityRow>('timeUs', 'Wall time', 104),
    cellClass: 'mono',
    valueFormatter: ({ value }) =>
      `${timeOfDay(value as number)}${millisecondsOf(value as number)}`,
  },
  { ...figure<SecurityRow>('number', 'Entry', 64), cellClass: 'figure mono' },
  { ...words<SecurityRow>('code', 'Code', 160), cellClass: 'mono' },
  {
    ...figure<SecurityRow>('times', 'Times', 64),
    valueFormatter: ({ value }) => (value as number).toLocaleString('en'),
  },
  words<SecurityRow>('channel', 'Channel', 72),
  {
    ...words<SecurityRow>('who', 'Who', 176),
    valueGetter: ({ data }) => (data === undefined ? '' : speaker(data)),
    cellClassRules: { muted: ({ data }) => data?.session === 0 },
  },
  { ...words<SecurityRow>('path', 'Where', 168), cellClass: 'mono' },
  { ...words<SecurityRow>('sentence', 'What was answered', 260), flex: 1 },
];
