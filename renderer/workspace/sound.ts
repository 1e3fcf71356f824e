/** The chime of a margin call, made of sine tones: no files, nothing to load, silent for fills. */
import type { Standing } from '../desktop.ts';

export type CallLevel = 1 | 2 | 3;

export interface Tone {
  readonly hz: number;
  /** After the chime begins. */
  readonly atS: number;
  readonly forS: number;
}

/** Two calm tones for the first two levels; three for the last, which is repeated. */
export const TONES: Readonly<Record<CallLevel, readonly Tone[]>> = {
  1: [
    { hz: 523, atS: 0, forS: 0.16 },
    { hz: 659, atS: 0.2, forS: 0.24 },
  ],
  2: [
    { hz: 659, atS: 0, forS: 0.16 },
    { hz: 523, atS: 0.2, forS: 0.24 },
  ],
  3: [
    { hz: 880, atS: 0, forS: 0.14 },
    { hz: 698, atS: 0.18, forS: 0.14 },
    { hz: 880, atS: 0.36, forS: 0.26 },
  ],
};

/** A tone begins and ends softly: a step in loudness would click. */
const EDGE_S = 0.02;
/** Three quarters of what a device can do is loud enough. */
const LOUDEST = 0.75;
/** A browser that wants a gesture first does not answer at all. */
const WAKE_WITHIN_MS = 500;

export class Sound {
  readonly #make: (() => AudioContext) | null;
  readonly #changed: () => void;
  #context: AudioContext | null = null;

  /** `make` is null where the host has no sound; `changed` is told when the standing may differ. */
  constructor(make: (() => AudioContext) | null, changed: () => void) {
    this.#make = make;
    this.#changed = changed;
  }

  /** `ask` until the person has touched the window: until then a browser plays nothing. */
  get standing(): Standing {
    if (this.#make === null) return 'absent';
    return this.#context?.state === 'running' ? 'ready' : 'ask';
  }

  /** Asks the host for sound; a browser gives it from the first gesture on. */
  async wake(): Promise<boolean> {
    if (this.#make === null) return false;
    if (this.#context === null) {
      this.#context = this.#make();
      this.#context.addEventListener('statechange', this.#changed);
    }
    const context = this.#context;
    if (context.state === 'running') return true;
    const late = new Promise<void>((resolve) => setTimeout(resolve, WAKE_WITHIN_MS));
    await Promise.race([context.resume().catch(() => undefined), late]);
    return this.#isAwake();
  }

  /** Sounds the chime of a level now; false where nothing is heard. `volume` is 0 to 100. */
  async play(level: CallLevel, volume: number): Promise<boolean> {
    if (!(await this.wake()) || this.#context === null) return false;
    for (const tone of TONES[level]) schedule(this.#context, tone, (volume / 100) * LOUDEST);
    return true;
  }

  /** What `resume` has changed meanwhile. */
  #isAwake(): boolean {
    return this.standing === 'ready';
  }
}

function schedule(context: AudioContext, { hz, atS, forS }: Tone, loudness: number): void {
  const from = context.currentTime + atS;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hz;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loudness, from + EDGE_S);
  gain.gain.setValueAtTime(loudness, from + forS - EDGE_S);
  gain.gain.linearRampToValueAtTime(0, from + forS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + forS);
}
