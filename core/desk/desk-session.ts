/** One window's conversation: hello and welcome, then frames, items and replies until it closes. */
import type { TurnedAway } from '../sequencer/admission/security-log.ts';
import { decode, encode } from './codec.ts';
import { logLocally, logRefusal } from './desk.ts';
import type { Desk } from './desk.ts';
import { Frames } from './frames.ts';
import { PROTOCOL_VERSION } from './messages.ts';
import type { Fault, FromCore, FromWindow, Hello, LosslessStream } from './messages.ts';
import type { Port } from './port.ts';
import { Rate } from './rate.ts';
import { Requests } from './requests.ts';
import { welcomeOf } from './welcome.ts';

/** Bytes that may wait for a slow window before it is let go. */
export const BUFFERED_BYTES_MAX = 4_194_304;
/** A window that has left a frame unacknowledged for so long is gone. */
export const ACKNOWLEDGE_WITHIN_MS = 60_000;
export const HELLO_WITHIN_MS = 10_000;

/** Items wait in their ring, not in the socket, once this much is under way. */
const ITEMS_BUFFERED_MAX = 1_048_576;
const ITEMS_PER_MESSAGE = 256;
const STREAMS = ['executions', 'alerts'] as const satisfies readonly LosslessStream[];

export interface SessionHost {
  readonly desk: Desk;
  /** A name for the sessions of a window that says hello, of its own among those attached. */
  claim(session: DeskSession, window: string): string;
  /** The conversation is over. */
  ended(session: DeskSession): void;
}

export class DeskSession {
  readonly #host: SessionHost;
  readonly #desk: Desk;
  readonly #port: Port;
  readonly #rate = new Rate();
  readonly #attachedMs: number;
  /** The last item sent of each lossless stream. */
  readonly #positions: Record<LosslessStream, number> = { executions: 0, alerts: 0 };
  #frames: Frames | null = null;
  #requests: Requests | null = null;
  #isOpen = true;

  constructor(host: SessionHost, port: Port) {
    this.#host = host;
    this.#desk = host.desk;
    this.#port = port;
    this.#attachedMs = host.desk.nowMs();
    port.onMessage((text) => this.#hear(text));
    port.onTurnedAway?.((code, sentence) => {
      this.#log({ code, path: 'message', sentence });
    });
    port.onClose(() => this.#end());
  }

  /** The publisher's tick up to which the window was told; null before its hello. */
  get tick(): number | null {
    return this.#frames?.tick ?? null;
  }

  /** Sends what there is to say, as far as the window keeps up. */
  publish(): void {
    if (!this.#isOpen || this.#isLetGo()) return;
    const frame = this.#frames?.next() ?? null;
    if (frame !== null) this.#send(frame);
    if (this.#frames === null) return;
    for (const stream of STREAMS) this.#sendItems(stream);
  }

  /** Ends the conversation from this side; nothing is answered any more. */
  close(): void {
    if (!this.#isOpen) return;
    this.#end();
    this.#port.close();
  }

  fault(code: Fault['code'], sentence: string): void {
    if (!this.#isOpen) return;
    this.#port.send(encode({ type: 'fault', code, sentence }));
    this.close();
  }

  #end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#requests?.close();
    this.#host.ended(this);
  }

  /** True where the window is too slow or never said hello. Rules DESK-04, DESK-05. */
  #isLetGo(): boolean {
    if (this.#port.bufferedBytes > BUFFERED_BYTES_MAX) {
      this.#refuseAndClose(
        'TOO_SLOW',
        `More than ${BUFFERED_BYTES_MAX} bytes wait for this window.`,
      );
    } else if ((this.#frames?.silentMs ?? 0) > ACKNOWLEDGE_WITHIN_MS) {
      const seconds = ACKNOWLEDGE_WITHIN_MS / 1_000;
      this.#refuseAndClose('TOO_SLOW', `No frame was acknowledged for ${seconds} s.`);
    } else if (this.#frames === null) {
      const isLate = this.#desk.nowMs() - this.#attachedMs > HELLO_WITHIN_MS;
      if (isLate) this.#refuseAndClose('WRONG_PROTOCOL', 'A conversation begins with hello.');
    }
    return !this.#isOpen;
  }

  #refuseAndClose(code: 'TOO_SLOW' | 'WRONG_PROTOCOL' | 'NOT_NOW', sentence: string): void {
    logLocally(this.#desk, code, sentence, this.#requests?.session ?? 0);
    this.fault(code, sentence);
  }

  #log(refusal: TurnedAway): void {
    logRefusal(this.#desk.options, refusal, this.#requests?.session ?? 0);
  }

  #send(message: FromCore): void {
    if (this.#isOpen) this.#port.send(encode(message));
  }

  #hear(text: string): void {
    if (!this.#isOpen) return;
    const decoded = decode(text);
    if (!decoded.ok) {
      this.#log(decoded.refusal);
      this.fault(decoded.fault.code, decoded.fault.sentence);
      return;
    }
    this.#take(decoded.message);
  }

  #take(message: FromWindow): void {
    if (message.type === 'hello') return this.#hello(message);
    const frames = this.#frames;
    const requests = this.#requests;
    if (frames === null || requests === null) {
      return this.#refuseAndClose('WRONG_PROTOCOL', 'A conversation begins with hello.');
    }
    // What acknowledges is bounded by what was sent.
    if (message.type === 'ack') return frames.acknowledge(message.frame);
    // Answers wait in the socket too: whoever does not read them is asked no more.
    if (this.#isLetGo()) return;
    const mayAsk = this.#rate.take(this.#desk.nowMs());
    if (message.type === 'request') {
      return mayAsk ? requests.take(message) : requests.refuseBusy(message);
    }
    if (mayAsk) frames.watch(message);
    else this.#refuseAndClose('NOT_NOW', 'What is looked at changed too often.');
  }

  #hello({ protocol, window, resume }: Hello): void {
    if (this.#frames !== null) {
      return this.#refuseAndClose('WRONG_PROTOCOL', 'Hello is said once; attach anew to resume.');
    }
    if (protocol !== PROTOCOL_VERSION) {
      const sentence = `This core speaks protocol ${PROTOCOL_VERSION}; load the window anew.`;
      return this.#refuseAndClose('WRONG_PROTOCOL', sentence);
    }
    const identity = { name: this.#host.claim(this, window), isResumed: resume !== undefined };
    this.#requests = new Requests(this.#desk, identity, (reply) => this.#send(reply));
    this.#frames = new Frames(this.#desk, () => this.#requests?.session ?? 0);
    for (const stream of STREAMS) {
      const isSame = resume?.epoch === this.#desk.epoch;
      const position = isSame ? (resume?.positions[stream] ?? 0) : 0;
      // A position that this core never reached is no place to go on from.
      this.#positions[stream] = position <= this.#desk.news[stream].last ? position : 0;
    }
    this.#send(welcomeOf(this.#desk));
  }

  /** The next items of a stream; those that the ring has lost show as a gap. Rule DESK-06. */
  #sendItems(stream: LosslessStream): void {
    const ring = this.#desk.news[stream];
    while (this.#positions[stream] < ring.last && this.#port.bufferedBytes < ITEMS_BUFFERED_MAX) {
      const { from, items } = ring.after(this.#positions[stream], ITEMS_PER_MESSAGE);
      this.#positions[stream] = from + items.length - 1;
      this.#send({ type: 'items', stream, from, items });
      if (!this.#isOpen) return;
    }
  }
}
