/** The columns of the security log: when, why and in which words, whose, how often, and where. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import { figure, words } from '../../grid/create.ts';
import { millisecondsOf, timeOfDay } from '../../text/times.ts';
import type { SecurityRow } from './use-security.ts';

function speaker({ who, session }: SecurityRow): string {
  if (session === 0) return 'nobody signed in';
  return `${who}, session ${session}`;
}

/** What may be cut is whole under the pointer; by keyboard it is copied or exported. */
function titled({ value }: ICellRendererParams<SecurityRow, string>): HTMLElement {
  const cell = document.createElement('span');
  cell.textContent = cell.title = value ?? '';
  return cell;
}

interface Widths {
  readonly code: number;
  readonly sentence: number;
  readonly who: number;
  readonly path: number;
}

/** In the order in which they stay in sight where there is less room. */
function columnsOf({ code, sentence, who, path }: Widths): ColDef<SecurityRow>[] {
  return [
    {
      ...words<SecurityRow>('timeUs', 'Wall time', 104),
      cellClass: 'mono',
      valueFormatter: ({ value }) =>
        `${timeOfDay(value as number)}${millisecondsOf(value as number)}`,
    },
    { ...words<SecurityRow>('code', 'Code', code), cellClass: 'mono' },
    {
      ...words<SecurityRow>('sentence', 'What was answered', sentence),
      flex: 1,
      minWidth: sentence,
      cellRenderer: titled,
    },
    {
      ...words<SecurityRow>('who', 'Who', who),
      valueGetter: ({ data }) => (data === undefined ? '' : speaker(data)),
      cellClassRules: { muted: ({ data }) => data?.session === 0 },
    },
    {
      ...figure<SecurityRow>('times', 'Times', 52),
      valueFormatter: ({ value }) => (value as number).toLocaleString('en'),
    },
    { ...words<SecurityRow>('path', 'Where', path), cellClass: 'mono', cellRenderer: titled },
    words<SecurityRow>('channel', 'Channel', 72),
    { ...figure<SecurityRow>('number', 'Entry', 64), cellClass: 'figure mono' },
  ];
}

export const securityColumns = columnsOf({ code: 148, sentence: 232, who: 168, path: 160 });
/** Up to where it came from all of them stand beside each other in the smallest desk. */
export const compactSecurityColumns = columnsOf({ code: 138, sentence: 140, who: 144, path: 132 });
