/** The first step of closing: what goes, from whose account, at what price. */
import type { PositionRow } from '../../../core/desk/messages.ts';
import { Dialog } from '../../workspace/dialog.tsx';

interface ClosePositionProps {
  readonly row: PositionRow;
  readonly close: () => void;
  readonly back: () => void;
}

export function ClosePosition({ row, close, back }: ClosePositionProps) {
  const { side, size, instrument, subaccount, mark, unrealised } = row;
  const isLong = side === 'LONG';
  return (
    <Dialog title={`Close ${instrument} of ${subaccount}`} back={back}>
      <p>
        {isLong ? 'Sells' : 'Buys'} the whole {side.toLowerCase()} position of {size} at the market.
        Mark {mark}, unrealised {unrealised}. Working orders stay.
      </p>
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        <button type="button" className={isLong ? 'sell' : 'buy'} data-first-focus onClick={close}>
          {isLong ? 'Sell' : 'Buy'} {size} <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}
