/** What was turned away before it could become a command: the security log, by code and page. */
import { ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { GridApi } from 'ag-grid-community';
import type { SecurityCode } from '../../../core/desk/messages.ts';
import { makeGrid } from '../../grid/create.ts';
import { exportCsv } from '../../grid/csv.ts';
import { Empty } from '../../workspace/panel.tsx';
import { securityColumns } from './columns.ts';
import type { SecurityRow } from './security-rows.ts';
import { useSecurity } from './use-security.ts';
import type { SecurityShown } from './use-security.ts';
import './security.css';

const number = (value: number): string => value.toLocaleString('en');

interface BarProps {
  readonly code: SecurityCode | null;
  readonly choose: (code: SecurityCode | null) => void;
  readonly shown: SecurityShown;
  readonly older: () => void;
}

/** The filter, and what the log counts beyond what it keeps. */
function Bar({ code, choose, shown, older }: BarProps) {
  const { total, forgotten, counts, hasOlder } = shown;
  const isKnown = counts.some((one) => one.code === code);
  return (
    <div className="security-bar" role="group" aria-label="Filter of the security log">
      <label>
        Code
        <select
          value={code ?? ''}
          onChange={({ target }) => {
            choose(counts.find((one) => one.code === target.value)?.code ?? null);
          }}
        >
          <option value="">All, {number(total)} times</option>
          {code !== null && !isKnown && <option value={code}>{code}</option>}
          {counts.map((one) => (
            <option key={one.code} value={one.code}>
              {one.code}, {number(one.count)}
            </option>
          ))}
        </select>
      </label>
      <span className="spring" />
      <span className="security-sums">
        {number(total)} turned away since the core started
        {forgotten > 0 && `, ${number(forgotten)} older entries no longer kept`}
      </span>
      {hasOlder && (
        <button type="button" className="outline small" onClick={older}>
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
          Older
        </button>
      )}
    </div>
  );
}

export interface SecurityBodyProps {
  readonly onCount: (count: number) => void;
  readonly onExport: (run: (() => void) | null) => void;
}

export function SecurityBody({ onCount, onExport }: SecurityBodyProps) {
  const [code, setCode] = useState<SecurityCode | null>(null);
  const { shown, older } = useSecurity(code);
  const element = useRef<HTMLDivElement>(null);
  const grid = useRef<GridApi<SecurityRow> | null>(null);
  const page = useRef(older);
  useEffect(() => {
    page.current = older;
  }, [older]);
  useEffect(() => {
    const api = makeGrid<SecurityRow>(
      element.current!,
      { columnDefs: securityColumns, rowData: [] },
      { O: (row) => setCode(row.code), M: () => page.current() },
    );
    grid.current = api;
    onExport(() => exportCsv(api, 'bulkhead-security.csv'));
    return () => {
      onExport(null);
      grid.current = null;
      api.destroy();
    };
  }, [onExport]);
  useEffect(() => {
    grid.current?.setGridOption('rowData', [...shown.rows]);
    onCount(shown.rows.length);
  }, [shown.rows, onCount]);
  const count = shown.rows.length;
  const title = shown.refusal === '' ? 'Nothing was turned away' : 'The security log is not shown';
  return (
    <>
      <Bar code={code} choose={setCode} shown={shown} older={older} />
      <div ref={element} className={`grid${count === 0 ? ' is-empty' : ''}`} />
      {count === 0 && !shown.isLoading && (
        <Empty title={title}>
          {shown.refusal !== '' && <span>{shown.refusal}</span>}
          {code !== null && (
            <button type="button" className="outline small" onClick={() => setCode(null)}>
              Show all codes
            </button>
          )}
        </Empty>
      )}
    </>
  );
}
