/** A large order is read once more: its size is typed before it goes. */
import { TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { parseDecimal, stepsOf } from '../../text/decimal.ts';
import { keyName } from '../../workspace/key-table.ts';

interface LargeOrderProps {
  readonly words: string;
  readonly size: string;
  readonly lot: string;
  readonly unit: string;
  readonly side: 'buy' | 'sell';
  readonly send: () => void;
  readonly back: () => void;
}

function isSame(typed: string, size: string, lot: string): boolean {
  const [a, b] = [parseDecimal(typed), parseDecimal(size)];
  return a !== null && b !== null && stepsOf(a, lot) === stepsOf(b, lot);
}

export function LargeOrder({ words, size, lot, unit, side, send, back }: LargeOrderProps) {
  const [typed, setTyped] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    input.current?.focus();
    return () => before?.focus();
  }, []);
  const isRight = isSame(typed, size, lot);
  return (
    <div className="shade">
      <div
        className="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby="large"
        aria-describedby="large-words"
        onKeyDown={(event) => {
          const key = keyName(event);
          event.stopPropagation();
          if (key === 'Esc') back();
          else if (key === 'Ctrl Enter' && isRight) send();
        }}
      >
        <h2 id="large">
          <TriangleAlert size={16} strokeWidth={1.75} className="warn" aria-hidden />
          Large order, read it once
        </h2>
        <p id="large-words">{words}</p>
        <label htmlFor="large-size" className="muted">
          Type the size to confirm
        </label>
        <input
          id="large-size"
          ref={input}
          type="text"
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <div className="acts">
          <button type="button" className="outline" onClick={back}>
            Back <kbd>Esc</kbd>
          </button>
          <button type="button" className={side} disabled={!isRight} onClick={send}>
            {side === 'buy' ? 'Buy' : 'Sell'} {size} {unit} <kbd>Ctrl {'\u23ce'}</kbd>
          </button>
        </div>
      </div>
    </div>
  );
}
