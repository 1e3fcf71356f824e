/** The bar at the top: which workspace, which world, whose time, who sits here. */
import { History, Moon, Pause, Play, Sun } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Strip } from '../../core/desk/messages.ts';
import { KillButton } from '../panels/kill/kill-button.tsx';
import { atMost } from '../feed/at-most.ts';
import { useFeed, useScalar, useSlow } from '../feed/hooks.ts';
import { dateOf, millisecondsOf, timeOfDay } from '../text/times.ts';
import { Bell } from './bell.tsx';
import { setDesk, useDesk } from './desk-state.ts';
import { ArrangeButton } from './dock/arrange-bar.tsx';
import { LayoutMenu } from './dock/layout-menu.tsx';
import { OperatorMenu } from './operator-menu.tsx';
import { PaletteButton } from './palette/palette.tsx';
import { SettingsButton } from './settings/settings.tsx';
import { RoomTabs } from './room-tabs.tsx';
import { isVirtual, SPEEDS, worldBadge } from './world.ts';

/** The mark: a hull with two walls, the first compartment lit. */
function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <rect x="2" y="4" width="4" height="10" className="wall" />
      <path
        d="M2.5 2.5h13v13h-13zM6.5 2.5v13M11.5 2.5v13"
        strokeLinejoin="round"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.75"
      />
    </svg>
  );
}

/** Venue time. Nobody reads it more often than this; it is written no oftener either. */
const CLOCK_MS = 100;

function write(node: HTMLElement | null, text: string): void {
  if (node !== null && node.textContent !== text) node.textContent = text;
}

function Clock() {
  const feed = useFeed();
  const date = useRef<HTMLSpanElement>(null);
  const time = useRef<HTMLSpanElement>(null);
  const fraction = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const paint = atMost(CLOCK_MS, () => {
      const strip = feed.get('strip');
      if (strip === null) return;
      write(date.current, dateOf(strip.timeUs));
      write(time.current, timeOfDay(strip.timeUs));
      write(fraction.current, millisecondsOf(strip.timeUs));
    });
    const stops = [feed.on('strip', paint), paint.stop];
    paint();
    return () => stops.forEach((stop) => stop());
  }, [feed]);
  return (
    <span className="clock" aria-label="Venue time" role="timer" aria-live="off">
      <span ref={date} className="wide-only" /> <span ref={time} />
      <span ref={fraction} className="muted fraction" />
      <span className="muted"> UTC</span>
    </span>
  );
}

function Transport({ strip }: { strip: Strip }) {
  const feed = useFeed();
  const { isPaused, speed } = strip.transport;
  const now = /^\d+/.exec(speed)?.[0] ?? '';
  const act = (): void => {
    void feed.request({ name: 'transport', act: isPaused ? 'resume' : 'pause' });
  };
  const label = isPaused ? 'Resume' : 'Pause';
  return (
    <span className="transport">
      <button type="button" className="icon small" onClick={act} aria-label={label} title={label}>
        {isPaused ? <Play size={16} strokeWidth={1.75} /> : <Pause size={16} strokeWidth={1.75} />}
      </button>
      <select
        aria-label="Speed"
        value={now}
        onChange={({ target }) => {
          void feed.request({ name: 'transport', act: 'speed', speed: Number(target.value) });
        }}
      >
        {!SPEEDS.includes(now) && <option value={now}>{speed}</option>}
        {SPEEDS.map((choice) => (
          <option key={choice} value={choice}>
            {choice}x
          </option>
        ))}
      </select>
    </span>
  );
}

export function AppBar() {
  const signedIn = useScalar('signedIn') !== null;
  const welcome = useScalar('welcome');
  const strip = useSlow('strip');
  const theme = useDesk((state) => state.theme);
  const other = theme === 'dark' ? 'light' : 'dark';
  const badges = welcome?.badges ?? [];
  const world = worldBadge(badges, strip);
  return (
    <header className="app-bar">
      {isVirtual(badges) && <div className="top-line" aria-hidden="true" />}
      <div>
        <h1 className="brand">
          <Mark />
          Bulkhead
        </h1>
        <RoomTabs />
      </div>
      <div>
        {world !== null && (
          <span className="badge filled">
            <History size={12} strokeWidth={2} aria-hidden />
            {world.main}
          </span>
        )}
        {strip !== null && <Clock />}
        {strip !== null && signedIn && isVirtual(badges) && <Transport strip={strip} />}
        {world?.others.map((badge) => (
          <span key={badge} className="badge outlined" title={badge}>
            {badge}
          </span>
        ))}
        {world?.quiet.map((badge) => (
          <span key={badge} className="badge quiet wide-only">
            {badge}
          </span>
        ))}
      </div>
      <div>
        <PaletteButton />
        <SettingsButton />
        <button
          type="button"
          className="icon"
          title={`${other} theme`}
          aria-label={`${other} theme`}
          onClick={() => setDesk({ theme: other })}
        >
          {other === 'light' ? (
            <Sun size={16} strokeWidth={1.75} />
          ) : (
            <Moon size={16} strokeWidth={1.75} />
          )}
        </button>
        <ArrangeButton />
        <LayoutMenu />
        <Bell />
        <OperatorMenu />
        <KillButton />
      </div>
    </header>
  );
}
