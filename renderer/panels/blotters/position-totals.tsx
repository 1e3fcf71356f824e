/** What all positions come to, as the core adds them up: of a firm, or of one subaccount. */
import type { AccountRow } from '../../../core/desk/messages.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { firmsOf, totalled } from './totalled.ts';

const TONES = { [-1]: 'down', 0: '', 1: 'up' } as const;

function Result({ word, value, sign }: { word: string; value: string; sign: -1 | 0 | 1 }) {
  return (
    <span>
      {word} <b className={TONES[sign]}>{value}</b>
    </span>
  );
}

function Totals({ row, isNamed }: { row: AccountRow; isNamed: boolean }) {
  return (
    <>
      {isNamed && <span>{row.name}</span>}
      <span>
        Gross value <b>{row.gross}</b> USDT
      </span>
      <Result word="Unrealised" value={row.unrealised} sign={row.unrealisedSign} />
      <span title="Since the venue began, of closed positions too, before fees and funding">
        <Result word="Realised to date" value={row.realised} sign={row.realisedSign} />
      </span>
    </>
  );
}

export function PositionTotals() {
  const feed = useFeed();
  useSlow('strip');
  const subaccount = useDesk((state) => state.subaccount);
  const isSelectedOnly = useDesk((state) => state.isSelectedOnly);
  const { accounts } = feed.rows;
  const rows = accounts.values();
  const row = totalled(rows, subaccount, isSelectedOnly);
  if (row === undefined) return null;
  // A total says whose it is where that could be mistaken.
  return <Totals row={row} isNamed={isSelectedOnly || firmsOf(rows).length > 1} />;
}
