/** What was turned away before it could become a command: the security log, by code and page. */
import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import type { SecurityCode } from '../../../core/desk/messages.ts';
import { usePagedGrid } from '../../grid/use-paged-grid.ts';
import type { BlotterTold } from '../../grid/use-paged-grid.ts';
import { Empty } from '../../workspace/panel.tsx';
import { useCompact } from '../../workspace/use-compact.ts';
import { compactSecurityColumns, securityColumns } from './columns.ts';
import { useSecurity } from './use-security.ts';
import type { SecurityRow, SecurityShown } from './use-security.ts';
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
  const { hasOlder } = shown;
  const { total, forgotten, counts } = shown.figures;
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
        {number(total)} turned away
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

export function SecurityBody(told: BlotterTold) {
  const [code, setCode] = useState<SecurityCode | null>(null);
  const { shown, older } = useSecurity(code);
  const isCompact = useCompact();
  const element = usePagedGrid<SecurityRow>({
    ...told,
    columns: isCompact ? compactSecurityColumns : securityColumns,
    rows: shown.rows,
    older,
    fileName: 'bulkhead-security.csv',
    keys: { O: (row) => setCode(row.code) },
  });
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
