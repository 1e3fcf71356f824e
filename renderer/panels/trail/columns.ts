/** The columns of the trail: when, which, who, what, where, and what became of it. */
import type { ColDef } from 'ag-grid-community';
import { figure, words } from '../../grid/create.ts';
import { fileOnly } from '../../grid/csv.ts';
import { subaccountColumns } from '../../grid/kind-badge.ts';
import { millisecondsOf, timeOfDay } from '../../text/times.ts';
import type { TrailRow } from './use-trail.ts';

function clock(timeUs: number): string {
  return `${timeOfDay(timeUs)}${millisecondsOf(timeUs)}`;
}

function outcome({ isRefused, outcome: text, code }: TrailRow): string {
  return isRefused ? `Refused: ${text} (${code})` : text;
}

const column = {
  time: {
    ...words<TrailRow>('timeUs', 'Time', 118),
    cellClass: 'mono',
    valueFormatter: ({ value }) => clock(value as number),
  } satisfies ColDef<TrailRow>,
  sequence: { ...figure<TrailRow>('sequence', 'Sequence', 84), cellClass: 'figure mono' },
  who: words<TrailRow>('by', 'Who', 250),
  what: { ...words<TrailRow>('what', 'What', 260), flex: 1 },
  outcome: {
    ...words<TrailRow>('outcome', 'Outcome', 260),
    flex: 1,
    valueGetter: ({ data }) => (data === undefined ? '' : outcome(data)),
    cellClassRules: {
      danger: ({ data }) => data?.isRefused === true,
      muted: ({ data }) => data?.isRefused === false,
    },
  } satisfies ColDef<TrailRow>,
};

/** Who, as a file is searched by it: each part in a column of its own. */
const speaker: readonly ColDef<TrailRow>[] = [
  fileOnly<TrailRow>('who', 'Operator'),
  fileOnly<TrailRow>('role', 'Role'),
  fileOnly<TrailRow>('strategy', 'Strategy'),
  fileOnly<TrailRow>('channel', 'Channel'),
];

export const trailColumns: ColDef<TrailRow>[] = [
  column.time,
  column.sequence,
  column.who,
  ...speaker,
  column.what,
  ...subaccountColumns<TrailRow>(160),
  column.outcome,
];

/** Without the sequence number, which the file has. */
export const compactTrailColumns: ColDef<TrailRow>[] = [
  { ...column.time, width: 104 },
  fileOnly<TrailRow>('sequence', 'Sequence'),
  { ...column.who, width: 216 },
  ...speaker,
  { ...column.what, flex: 2 },
  ...subaccountColumns<TrailRow>(90),
  column.outcome,
];
