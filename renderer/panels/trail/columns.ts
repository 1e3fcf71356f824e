/** The columns of the trail: when, which, who, what, where, and what became of it. */
import type { ColDef } from 'ag-grid-community';
import { figure, words } from '../../grid/create.ts';
import { dateOf, millisecondsOf, timeOfDay } from '../../text/times.ts';
import type { TrailRow } from './trail-rows.ts';

function clock(timeUs: number): string {
  return `${timeOfDay(timeUs)}${millisecondsOf(timeUs)}`;
}

/** Date and time, for a file that is read on another day. */
export function stamp(timeUs: number): string {
  return `${dateOf(timeUs)} ${clock(timeUs)}`;
}

function outcome({ isRefused, outcome: text, code }: TrailRow): string {
  return isRefused ? `Refused: ${text} (${code})` : text;
}

export const trailColumns: ColDef<TrailRow>[] = [
  {
    ...words<TrailRow>('timeUs', 'Time', 118),
    cellClass: 'mono',
    valueFormatter: ({ value }) => clock(value as number),
  },
  { ...figure<TrailRow>('sequence', 'Sequence', 84), cellClass: 'figure mono' },
  {
    ...words<TrailRow>('who', 'Who', 168),
    valueGetter: ({ data }) =>
      data === undefined ? '' : [data.who, data.role].filter((part) => part !== '').join(', '),
  },
  { ...words<TrailRow>('what', 'What', 260), flex: 1 },
  words<TrailRow>('subaccount', 'Subaccount', 132),
  {
    ...words<TrailRow>('outcome', 'Outcome', 260),
    flex: 1,
    valueGetter: ({ data }) => (data === undefined ? '' : outcome(data)),
    cellClassRules: {
      danger: ({ data }) => data?.isRefused === true,
      muted: ({ data }) => data?.isRefused === false,
    },
  },
];
