/** What the host says of the core while the window has no conversation with it. */
import { useEffect, useState } from 'react';
import { CORE_STATE_PATH } from '../../core/desk/desktop.ts';
import type { CoreState } from '../../core/desk/desktop.ts';

const ASK_EVERY_MS = 1_000;

/** `silent` where the host itself does not answer; null before it was asked. */
export type HostWord = CoreState | 'silent' | null;

async function ask(signal: AbortSignal): Promise<HostWord> {
  try {
    const response = await fetch(CORE_STATE_PATH, { signal });
    return response.ok ? ((await response.json()) as CoreState) : 'silent';
  } catch {
    return 'silent';
  }
}

/** Asks the host every second while the core is gone. */
export function useHostWord(isGone: boolean): HostWord {
  const [word, hear] = useState<HostWord>(null);
  useEffect(() => {
    if (!isGone) return;
    const controller = new AbortController();
    const { signal } = controller;
    const askNow = async (): Promise<void> => {
      const answer = await ask(signal);
      if (!signal.aborted) hear(answer);
    };
    void askNow();
    const timer = setInterval(() => void askNow(), ASK_EVERY_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
      hear(null);
    };
  }, [isGone]);
  return word;
}

export interface GoneWords {
  readonly title: string;
  /** Why, and what to do; empty while waiting is all there is to do. */
  readonly advice: string;
  readonly comesBack: boolean;
}

/** What the overlay says of the host's word. */
export function goneWords(word: HostWord): GoneWords {
  if (word === 'silent') {
    const advice =
      'Its host does not answer either: start it in the terminal again, with the same --data, ' +
      'and open the link that it shows.';
    return { title: 'Core and host are gone', advice, comesBack: false };
  }
  if (word?.state === 'failed') {
    const { sentence, directory, isTemporary } = word;
    const keep = isTemporary
      ? 'That directory is temporary and goes with the host: copy it first if you need it.'
      : 'It stays as it is.';
    const advice =
      `${sentence} The log is in ${directory}. ${keep} ` +
      'Look at what the terminal says, stop the host there and start it again.';
    return { title: 'Core stopped, not started again', advice, comesBack: false };
  }
  if (word?.state === 'stopped' || word?.state === 'stopping') {
    const advice = 'It was stopped in good order. Start it in the terminal again.';
    return { title: 'Core stopped', advice, comesBack: false };
  }
  const { sentence = '' } = word ?? {};
  const advice = sentence === '' ? '' : `Its host says: ${sentence}`;
  return { title: 'Core stopped, restarting', advice, comesBack: true };
}
