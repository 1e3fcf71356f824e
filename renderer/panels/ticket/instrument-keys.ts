/** Alt Up and Alt Down go through the instruments from anywhere. */
import { useEffect } from 'react';
import { useFeed } from '../../feed/hooks.ts';
import { deskState, setDesk } from '../../workspace/desk-state.ts';
import { isInDialog } from '../../workspace/key-table.ts';
import { meantKey } from '../../workspace/keys.ts';

export function useInstrumentKeys(): void {
  const feed = useFeed();
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const key = meantKey(event, 'everywhere');
      if ((key !== 'Alt Up' && key !== 'Alt Down') || isInDialog(event.target)) return;
      event.preventDefault();
      const symbols = (feed.get('welcome')?.instruments ?? []).map(({ symbol }) => symbol);
      const from = symbols.indexOf(deskState().instrument);
      const instrument = symbols.at((from + (key === 'Alt Up' ? -1 : 1)) % symbols.length);
      if (instrument !== undefined) setDesk({ instrument, staged: null });
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [feed]);
}
