/**
 * Who may speak to the host. A page of another site can send requests to the loopback address, by
 * a name that it has pointed there; so each request must name this host, come from this origin,
 * and carry the cookie that was given for the link on the terminal.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { HostCode } from '../../sequencer/admission/security-codes.ts';

const SECRET_BYTES = 32;

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Equal texts, in a time that says nothing about where they differ. */
function isSame(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

/** Of a request: what admission looks at. */
export interface Asked {
  readonly headers: IncomingHttpHeaders;
}

/**
 * Whether a page of another origin asks by a frame, an image or a script, for which a browser names
 * no origin. Another port of this machine is the same site, so the cookie would come with it. A
 * link that a person follows is none of these.
 */
function isEmbedded(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}

export class Admission {
  readonly #port: number;
  readonly #hosts: readonly string[];
  readonly #session = newSecret();
  #token = newSecret();

  /** `port` is the one that the host listens on. */
  constructor(port: number) {
    this.#port = port;
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  }

  /** A link that lets one browser in, once. */
  get link(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.#token}`;
  }

  /** Cookies know no ports: the name keeps two hosts of one machine apart. */
  get #cookieName(): string {
    return `bulkhead-${this.#port}`;
  }

  /** The cookie for whoever brings the token, which is then spent; null for another one. */
  exchange(token: string): string | null {
    if (!isSame(token, this.#token)) return null;
    this.#token = newSecret();
    return `${this.#cookieName}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Why a request is not of this host and origin, or null. An upgrade must name its origin. */
  foreign({ headers }: Asked, isUpgrade: boolean): HostCode | null {
    const { host, origin } = headers;
    if (host === undefined || !this.#hosts.includes(host)) return 'FOREIGN_HOST';
    if (isEmbedded(headers)) return 'FOREIGN_ORIGIN';
    if (origin === undefined) return isUpgrade ? 'FOREIGN_ORIGIN' : null;
    return origin === `http://${host}` ? null : 'FOREIGN_ORIGIN';
  }

  isSignedIn({ headers }: Asked): boolean {
    const name = `${this.#cookieName}=`;
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
    const own = cookies.filter((cookie) => cookie.startsWith(name));
    return own.some((cookie) => isSame(cookie.slice(name.length), this.#session));
  }
}
