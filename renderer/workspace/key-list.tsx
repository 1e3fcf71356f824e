/** All keys of this workspace, from the table they are handled by; and what the desk is made of. */
import { Keyboard } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { KEY_TABLE } from './key-table.ts';

export function KeyList({ close }: { close: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    button.current?.focus();
    return () => before?.focus();
  }, []);
  const places = [...new Set(KEY_TABLE.map(({ where }) => where))];
  return (
    <div className="shade">
      <div
        className="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby="keys"
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          event.stopPropagation();
        }}
      >
        <h2 id="keys">
          <Keyboard size={16} strokeWidth={1.75} aria-hidden />
          Keys
        </h2>
        <table>
          {places.map((place) => (
            <tbody key={place}>
              <tr>
                <th scope="rowgroup" colSpan={2}>
                  {place}
                </th>
              </tr>
              {KEY_TABLE.filter(({ where }) => where === place).map(({ keys, does }) => (
                <tr key={`${keys} ${does}`}>
                  <td>
                    <kbd>{keys}</kbd>
                  </td>
                  <td>{does}</td>
                </tr>
              ))}
            </tbody>
          ))}
        </table>
        <p className="about">
          Charts: TradingView Lightweight Charts,{' '}
          <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
            tradingview.com
          </a>
          . Grids: AG Grid Community. Type: Inter, JetBrains Mono. Icons: Lucide.
        </p>
        <div className="acts">
          <button type="button" className="outline" ref={button} onClick={close}>
            Close <kbd>Esc</kbd>
          </button>
        </div>
      </div>
    </div>
  );
}
