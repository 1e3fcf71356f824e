/** What is said while the core takes no commands: what that means, and what works all the same. */
import { OctagonAlert } from 'lucide-react';
import type { Strip } from '../../core/desk/messages.ts';
import { useScalar, useSlow } from '../feed/hooks.ts';

const WORDS: Readonly<Record<Strip['core'], readonly [title: string, text: string]>> = {
  running: ['', ''],
  readOnly: [
    'Core is read-only',
    'It stands before a command in its log that this version cannot apply. Figures are of that ' +
      'moment; blotters, trail and exports work. Entry is shut until another version is started.',
  ],
  stopped: [
    'Core stopped itself',
    'Its log failed or its books did not add up; the terminal says which. Figures are the last ' +
      'ones it applied; blotters, trail and exports work. Entry is shut until it is started again.',
  ],
};

export function CoreStanding() {
  const core = useSlow('strip')?.core ?? 'running';
  const link = useScalar('link');
  if (core === 'running' || link.state === 'gone') return null;
  const [title, text] = WORDS[core];
  return (
    <div className="core-standing" role="alert">
      <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
      <b>{title}</b>
      <span>{text}</span>
    </div>
  );
}
