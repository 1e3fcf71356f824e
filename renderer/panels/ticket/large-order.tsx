/** A large order is read once more: its size is typed before it goes. */
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { InstrumentEntry, Preview } from '../../../core/desk/messages.ts';
import { parseDecimal, stepsOf } from '../../text/decimal.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { Key } from '../../workspace/key.tsx';
import { meantKey } from '../../workspace/keys.ts';
import { useAccountRow } from '../../workspace/kind-badge.tsx';
import { OrderFacts } from './order-facts.tsx';

interface LargeOrderProps {
  readonly instrument: InstrumentEntry;
  readonly side: 'buy' | 'sell';
  readonly size: string;
  /** "at 61,600.0", "at the market", with what else is to be said of it. */
  readonly at: string;
  readonly subaccount: string;
  readonly figures: Preview | null;
  readonly rest: 'would rest' | 'would not trade';
  readonly send: () => void;
  readonly back: () => void;
}

function isSame(typed: string, size: string, lot: string): boolean {
  const [a, b] = [parseDecimal(typed), parseDecimal(size)];
  return a !== null && b !== null && stepsOf(a, lot) === stepsOf(b, lot);
}

export function LargeOrder(props: LargeOrderProps) {
  const { instrument, side, size, at, subaccount, figures, rest, send, back } = props;
  const { symbol, lot, sizeUnit } = instrument;
  const [typed, setTyped] = useState('');
  const kind = useAccountRow(subaccount)?.kind ?? '';
  const isRight = isSame(typed, size, lot);
  const isBuy = side === 'buy';
  const title = (
    <>
      <TriangleAlert size={16} strokeWidth={1.75} className="warn" aria-hidden />
      Large order, read it once
    </>
  );
  return (
    <Dialog title={title} back={back}>
      <p className="large-words">
        <b className={isBuy ? 'up' : 'down'}>{isBuy ? '\u25b2 Buy' : '\u25bc Sell'} </b>
        <b>
          {size} {sizeUnit}
        </b>{' '}
        {symbol} {at}
      </p>
      <OrderFacts
        figures={figures}
        subaccount={subaccount}
        kind={kind}
        unit={sizeUnit}
        rest={rest}
      />
      <label htmlFor="large-size" className="large-label">
        Type the size to confirm
      </label>
      <input
        id="large-size"
        type="text"
        data-first-focus
        autoComplete="off"
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (meantKey(event, 'ticket') === 'Ctrl Enter' && isRight) send();
        }}
      />
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        <button type="button" className={side} disabled={!isRight} onClick={send}>
          {isBuy ? 'Buy' : 'Sell'} {size} {sizeUnit} <Key where="ticket" of="Ctrl Enter" />
        </button>
      </div>
    </Dialog>
  );
}
