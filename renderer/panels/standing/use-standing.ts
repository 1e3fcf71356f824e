/** How instruments stand now. */
import { useEffect, useState } from 'react';
import type { StandingRow } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { useDesk } from '../../workspace/desk-state.ts';

export function useStandings(): readonly StandingRow[] {
  const feed = useFeed();
  const [rows, show] = useState(() => feed.rows.standings.values());
  useEffect(() => feed.on('standings', () => show(feed.rows.standings.values())), [feed]);
  return rows;
}

/** Of the instrument on the screen; undefined before the core has said anything. */
export function useStanding(): StandingRow | undefined {
  const instrument = useDesk((state) => state.instrument);
  return useStandings().find((row) => row.instrument === instrument);
}
