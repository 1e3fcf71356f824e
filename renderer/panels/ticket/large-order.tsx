/** A large order is read once more: its size is typed before it goes. */
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { parseDecimal, stepsOf } from '../../text/decimal.ts';
import { Dialog } from '../../workspace/dialog.tsx';
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
  const isRight = isSame(typed, size, lot);
  const title = (
    <>
      <TriangleAlert size={16} strokeWidth={1.75} className="warn" aria-hidden />
      Large order, read it once
    </>
  );
  return (
    <Dialog title={title} back={back}>
      <p>{words}</p>
      <label htmlFor="large-size" className="muted">
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
          if (keyName(event) === 'Ctrl Enter' && isRight) send();
        }}
      />
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        <button type="button" className={side} disabled={!isRight} onClick={send}>
          {side === 'buy' ? 'Buy' : 'Sell'} {size} {unit} <kbd>Ctrl {'\u23ce'}</kbd>
        </button>
      </div>
    </Dialog>
  );
}
