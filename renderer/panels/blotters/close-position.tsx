/** The first step of closing: what goes, from whose account, at what price. */
import { useEffect, useRef } from 'react';
import type { PositionRow } from '../../../core/desk/messages.ts';

interface ClosePositionProps {
  readonly row: PositionRow;
  readonly close: () => void;
  readonly back: () => void;
}

export function ClosePosition({ row, close, back }: ClosePositionProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    button.current?.focus();
    return () => before?.focus();
  }, []);
  const { side, size, instrument, subaccount, mark, unrealised } = row;
  const isLong = side === 'LONG';
  return (
    <div className="shade">
      <div
        className="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby="close"
        aria-describedby="close-words"
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') back();
        }}
      >
        <h2 id="close">
          Close {instrument} of {subaccount}
        </h2>
        <p id="close-words">
          {isLong ? 'Sells' : 'Buys'} the whole {side.toLowerCase()} position of {size} at the
          market. Mark {mark}, unrealised {unrealised}. Working orders stay.
        </p>
        <div className="acts">
          <button type="button" className="outline" onClick={back}>
            Back <kbd>Esc</kbd>
          </button>
          <button type="button" className={isLong ? 'sell' : 'buy'} ref={button} onClick={close}>
            {isLong ? 'Sell' : 'Buy'} {size} <kbd>Enter</kbd>
          </button>
        </div>
      </div>
    </div>
  );
}
