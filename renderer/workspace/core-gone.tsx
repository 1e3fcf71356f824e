/** One overlay while the core is gone: the attempt, what is unknown, the time of the figures. */
import { Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { Call } from '../../core/desk/messages.ts';
import { useScalar } from '../feed/hooks.ts';
import { millisecondsOf, timeOfDay } from '../text/times.ts';
import { goneWords, useHostWord } from './core-state.ts';

/** What was under way, in words; reading calls change nothing and are left out. */
export function lostWords(unknown: readonly Call[]): string {
  const commands = unknown.filter(({ name }) => name === 'command');
  if (commands.length === 0) return 'Nothing of yours was under way.';
  const one = commands.length === 1;
  const what = one ? '1 command is' : `${commands.length} commands are`;
  return `${what} unknown and will not be sent again: look in the blotters when the core is back.`;
}

function figuresWords(timeUs: number): string {
  if (timeUs === 0) return 'It went before it told any figures.';
  return `Figures behind are from ${timeOfDay(timeUs)}${millisecondsOf(timeUs)} UTC.`;
}

export function CoreGone() {
  const link = useScalar('link');
  const [nowMs, setNowMs] = useState(() => performance.now());
  const isGone = link.state === 'gone';
  useEffect(() => {
    if (!isGone) return;
    const timer = setInterval(() => setNowMs(performance.now()), 250);
    return () => clearInterval(timer);
  }, [isGone]);
  const { title, advice, comesBack } = goneWords(useHostWord(isGone));
  if (!isGone) return null;
  const nextS = Math.max(0, (link.nextTryMs - nowMs) / 1_000).toFixed(1);
  return (
    <div className="overlay">
      <div className="dialog" role="alertdialog" aria-labelledby="gone" aria-describedby="gone-why">
        <h2 id="gone">
          <Unplug size={16} strokeWidth={1.75} aria-hidden />
          {title}
        </h2>
        <p id="gone-why">
          {figuresWords(link.timeUs)} {lostWords(link.unknown)} Order entry is shut; what was
          acknowledged is in the log.
        </p>
        {advice !== '' && <p className="advice">{advice}</p>}
        {comesBack && (
          <p>
            Attempt {Math.max(1, link.attempt)}, next in {nextS} s.
          </p>
        )}
      </div>
    </div>
  );
}
