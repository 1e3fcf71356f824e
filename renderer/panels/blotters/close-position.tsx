/** The first step of closing: what goes, from whose account, and what the book gives for it. */
import type { PositionRow } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { useAccountRow } from '../../workspace/kind-badge.tsx';
import { instrumentOf } from '../../workspace/watching.ts';
import { closePosition, reducingOrder } from '../ticket/commands.ts';
import { OrderFacts } from '../ticket/order-facts.tsx';
import { usePreview } from '../ticket/use-preview.ts';

interface ClosePositionProps {
  readonly row: PositionRow;
  readonly back: () => void;
}

export function ClosePosition({ row, back }: ClosePositionProps) {
  const feed = useFeed();
  const { side, size, instrument, subaccount, mark, unrealised } = row;
  const figures = usePreview(reducingOrder(row, size));
  const kind = useAccountRow(subaccount)?.kind ?? '';
  const unit = instrumentOf(feed, instrument)?.sizeUnit ?? '';
  const isLong = side === 'LONG';
  const close = (): void => {
    back();
    void closePosition(feed, row);
  };
  return (
    <Dialog title={`Close ${instrument} of ${subaccount}`} back={back}>
      <p>
        {isLong ? 'Sells' : 'Buys'} the whole {side.toLowerCase()} position of {size} at the market.
        Mark {mark}, unrealised {unrealised}. Working orders stay.
      </p>
      <OrderFacts
        figures={figures}
        subaccount={subaccount}
        kind={kind}
        unit={unit}
        rest="would not trade"
      />
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
