/** Reducing a position at the market: half of it, or as much as is typed. */
import { useState } from 'react';
import type { InstrumentEntry, PositionRow } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { halfOf, stepped } from '../../text/decimal.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyName } from '../../workspace/key-table.ts';
import { useAccountRow } from '../../workspace/kind-badge.tsx';
import { reducePosition, reducingOrder } from '../ticket/commands.ts';
import { NumberField } from '../ticket/number-field.tsx';
import { OrderFacts } from '../ticket/order-facts.tsx';
import { numberFault } from '../ticket/ticket-state.ts';
import { usePreview } from '../ticket/use-preview.ts';

interface ReducePositionProps {
  readonly row: PositionRow;
  readonly instrument: InstrumentEntry;
  readonly back: () => void;
}

export function ReducePosition({ row, instrument, back }: ReducePositionProps) {
  const feed = useFeed();
  const { symbol, lot, sizeUnit } = instrument;
  const { subaccount, side } = row;
  const [size, setSize] = useState(() => halfOf(row.size, lot));
  const fault = numberFault('size', size, lot, 'LOT');
  const figures = usePreview(fault === null ? reducingOrder(row, size) : null);
  const kind = useAccountRow(subaccount)?.kind ?? '';
  const isLong = side === 'LONG';
  const step = (by: 1 | -1): void => setSize(stepped(size, lot, by));
  const reduce = (): void => {
    if (fault !== null) return;
    back();
    void reducePosition(feed, row, size);
  };
  return (
    <Dialog title={`Reduce ${symbol} of ${subaccount}`} back={back}>
      <p>
        {isLong ? 'Sells' : 'Buys'} at the market and can only reduce the {side.toLowerCase()}{' '}
        position of {row.size}. Working orders stay.
      </p>
      <div
        role="presentation"
        onKeyDown={(event) => {
          if (keyName(event) !== 'Enter') return;
          event.preventDefault();
          reduce();
        }}
      >
        <NumberField
          id="reduce-size"
          name="Size"
          note={`lot ${lot}`}
          unit={sizeUnit}
          value={size}
          fault={fault === null ? '' : `${fault.code}: ${fault.sentence}`}
          isFirst
          isCompact={false}
          change={setSize}
          step={step}
          shiftStep={step}
        />
      </div>
      <OrderFacts
        figures={figures}
        subaccount={subaccount}
        kind={kind}
        unit={sizeUnit}
        rest="would not trade"
      />
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        <button
          type="button"
          className={isLong ? 'sell' : 'buy'}
          disabled={fault !== null}
          onClick={reduce}
        >
          {isLong ? 'Sell' : 'Buy'} {size} <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}
