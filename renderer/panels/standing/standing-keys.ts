/** Alt H opens what the instrument on the screen can be had to do, from anywhere. */
import { useEffect } from 'react';
import { useFeed } from '../../feed/hooks.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { meantKey } from '../../workspace/keys.ts';
import { showMoves } from './move-dialog.tsx';

export function useStandingKeys(): void {
  const feed = useFeed();
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (meantKey(event, 'everywhere') !== 'Alt H') return;
      event.preventDefault();
      showMoves(feed, deskState().instrument);
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [feed]);
}
