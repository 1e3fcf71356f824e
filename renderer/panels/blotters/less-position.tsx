/** Less of a position at the market, or none: how much, from whose account, for what. */
import { useState } from 'react';
import type { InstrumentEntry, PositionRow } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { halfOf, stepped } from '../../text/decimal.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyName } from '../../workspace/key-table.ts';
import { useAccountRow } from '../../workspace/kind-badge.tsx';
import { closePosition, reducePosition, reducingOrder } from '../ticket/commands.ts';
import { NumberField } from '../ticket/number-field.tsx';
import { OrderFacts } from '../ticket/order-facts.tsx';
import { numberFault } from '../ticket/field-fault.ts';
import { usePreview } from '../ticket/use-preview.ts';

interface LessPositionProps {
  readonly row: PositionRow;
  readonly instrument: InstrumentEntry;
  /** All of it, whatever it is when it is sent; else half, or as much as is typed. */
  readonly isWhole: boolean;
  readonly back: () => void;
}

function Words({ row, isWhole }: Pick<LessPositionProps, 'row' | 'isWhole'>) {
  const { size, mark, unrealised } = row;
  const side = row.side.toLowerCase();
  const verb = row.side === 'LONG' ? 'Sells' : 'Buys';
  const words = isWhole
    ? `${verb} the whole ${side} position of ${size} at the market. Mark ${mark}, ` +
      `unrealised ${unrealised}.`
    : `${verb} at the market and can only reduce the ${side} position of ${size}.`;
  return <p>{words} Working orders stay.</p>;
}

export function LessPosition({ row, instrument, isWhole, back }: LessPositionProps) {
  const feed = useFeed();
  const { symbol, lot, sizeUnit } = instrument;
  const { subaccount } = row;
  const [typed, setTyped] = useState(() => halfOf(row.size, lot));
  const size = isWhole ? row.size : typed;
  const fault = isWhole ? null : numberFault('size', typed, lot, 'LOT');
  const figures = usePreview(fault === null ? reducingOrder(row, size) : null);
  const kind = useAccountRow(subaccount)?.kind ?? '';
  const isLong = row.side === 'LONG';
  const step = (by: 1 | -1): void => setTyped(stepped(typed, lot, by));
  const send = (): void => {
    if (fault !== null) return;
    back();
    void (isWhole ? closePosition(feed, row) : reducePosition(feed, row, size));
  };
  return (
    <Dialog title={`${isWhole ? 'Close' : 'Reduce'} ${symbol} of ${subaccount}`} back={back}>
      <Words row={row} isWhole={isWhole} />
      {!isWhole && (
        <div
          role="presentation"
          onKeyDown={(event) => {
            if (keyName(event) !== 'Enter') return;
            event.preventDefault();
            send();
          }}
        >
          <NumberField
            id="reduce-size"
            name="Size"
            note={`lot ${lot}`}
            unit={sizeUnit}
            value={typed}
            fault={fault === null ? '' : `${fault.code}: ${fault.sentence}`}
            isFirst
            isCompact={false}
            change={setTyped}
            step={step}
            shiftStep={step}
          />
        </div>
      )}
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
          {...(isWhole && { 'data-first-focus': true })}
          onClick={send}
        >
          {isLong ? 'Sell' : 'Buy'} {size} <kbd>Enter</kbd>
        </button>
      </div>
    </Dialog>
  );
}
