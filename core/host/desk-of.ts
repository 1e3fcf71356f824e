/** The desk on a core that is open: its people, its transport, its limits. */
import { hostname } from 'node:os';
import type { Transport } from '../desk/desk-options.ts';
import { DeskServer } from '../desk/desk-server.ts';
import type { Trail } from '../projections/trail.ts';
import type { SecurityLog } from '../sequencer/admission/security-log.ts';
import { readPeople } from './demo/people.ts';
import type { OpenCore } from './open-core.ts';
import { PreferenceFiles } from './preference-files.ts';
import type { Pacer } from './replay/pacing.ts';

/** Orders worth more, in whole units of the quote, are confirmed by typing their size. */
const LARGE_ORDER_ABOVE = 250_000;
/** Beyond it a recorded market is not followed faster but only later. */
const TIMES_MAX = 1_000;
/** What the venue keeps of a workstation's name. */
const WORKSTATION_CHARACTERS = 32;
const FAULTS_SAID_MAX = 100;

/** The replay as the desk holds and hurries it. */
export function transportOf(pacer: Pacer): Transport {
  return {
    pause: () => pacer.pause(),
    resume: () => pacer.resume(),
    setSpeed: (times) => {
      if (!Number.isSafeInteger(times) || times < 0 || times > TIMES_MAX) return false;
      pacer.setSpeed(times === 0 ? Infinity : times);
      return true;
    },
    get state() {
      return { speed: pacer.speed, isPaused: pacer.isPaused };
    },
  };
}

/** Says each sentence once: a view that fails does so twenty times a second. */
function sayOnce(say: (sentence: string) => void): (sentence: string) => void {
  const said = new Set<string>();
  return (sentence) => {
    if (said.has(sentence) || said.size === FAULTS_SAID_MAX) return;
    said.add(sentence);
    say(sentence);
  };
}

/** What the desk reads and keeps in the data directory, besides what it keeps of operators. */
export interface KeptForDesk {
  readonly trail: Trail | null;
  readonly securityLog: SecurityLog;
}

export function deskOf(
  core: OpenCore,
  directory: string,
  onFault: (sentence: string) => void,
  { trail, securityLog }: KeptForDesk,
): DeskServer {
  const people = readPeople(directory);
  return new DeskServer({
    port: core.sequencer,
    people: (operator) => people[operator] ?? '',
    badges: core.badges,
    clockUs: () => Date.now() * 1_000,
    securityLog,
    largeOrder: { above: LARGE_ORDER_ABOVE },
    transport: transportOf(core.pacer),
    ...(trail === null ? {} : { trail, fundHistory: trail }),
    preferences: new PreferenceFiles(directory),
    workstation: hostname().slice(0, WORKSTATION_CHARACTERS),
    onFault: sayOnce(onFault),
  });
}
