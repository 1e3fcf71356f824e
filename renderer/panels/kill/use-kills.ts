/** What is stopped now, and what who sits here may stop and release. */
import { useEffect, useState } from 'react';
import type { KillRow, KillSwitch } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { askKillSwitch } from './engage.ts';

const AGAIN_MS = 1_000;

/** Engaged switches, the newest first. */
export function useKills(): readonly KillRow[] {
  const feed = useFeed();
  const [kills, show] = useState(() => feed.rows.kills.values());
  useEffect(() => feed.on('kills', () => show(feed.rows.kills.values())), [feed]);
  return kills.toSorted((a, b) => b.kill - a.kill);
}

/** Asked of the core every second, and anew when something was engaged or released. */
export function useKillSwitch(): KillSwitch | null {
  const feed = useFeed();
  const subaccount = useDesk((state) => state.subaccount);
  const [answer, show] = useState<KillSwitch | null>(null);
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const ask = async (): Promise<void> => {
      window.clearTimeout(timer);
      const body = await askKillSwitch(feed, subaccount);
      if (isOver) return;
      show(body);
      timer = window.setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    const stop = feed.on('kills', () => void ask());
    return () => {
      isOver = true;
      stop();
      window.clearTimeout(timer);
    };
  }, [feed, subaccount]);
  return answer;
}
