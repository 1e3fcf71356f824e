/** All keys of this workspace, from the table they are handled by; and what the desk is made of. */
import { Keyboard } from 'lucide-react';
import { useEffect } from 'react';
import { useDesk } from './desk-state.ts';
import { Dialog } from './dialog.tsx';
import { keyNow } from './key-map.ts';
import { KEY_TABLE, PLACES } from './key-table.ts';
import { showKeySettings } from './settings/key-settings.tsx';

function About() {
  return (
    <p className="about">
      Charts: TradingView Lightweight Charts,{' '}
      <a href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
        tradingview.com
      </a>
      . Grids: AG Grid Community. Type: Inter, JetBrains Mono. Icons: Lucide.
    </p>
  );
}

export function KeyList({ close }: { close: () => void }) {
  const own = useDesk((state) => state.keys);
  // What takes the focus stays in sight at the bottom; the list is read from its top.
  useEffect(() => {
    // In braces: newer browsers answer a scroll with a promise, which is no clean-up.
    document.querySelector('.key-list')?.scrollTo(0, 0);
  }, []);
  const title = (
    <>
      <Keyboard size={16} strokeWidth={1.75} aria-hidden />
      Keys
    </>
  );
  return (
    <Dialog title={title} back={close} className="key-list">
      <div className="places">
        {PLACES.map((place) => (
          <table key={place}>
            <tbody>
              <tr>
                <th scope="rowgroup" colSpan={2}>
                  {place}
                </th>
              </tr>
              {KEY_TABLE.filter(({ where }) => where === place).map(({ where, keys, does }) => (
                <tr key={`${keys} ${does}`}>
                  <td>
                    <kbd>{keyNow(own, where, keys)}</kbd>
                  </td>
                  <td>{does}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      <About />
      <div className="acts">
        <button
          type="button"
          className="outline"
          onClick={() => {
            close();
            showKeySettings();
          }}
        >
          Change keys{'\u2026'}
        </button>
        <button type="button" className="outline" data-first-focus onClick={close}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}
