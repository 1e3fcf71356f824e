/** The window's build as it is served: which file a path means, and never one outside. */
import { realpathSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

export interface ServedFile {
  readonly bytes: Buffer;
  readonly contentType: string;
  /** A page: it gets a nonce. */
  readonly isPage: boolean;
  /** Its name holds a hash of what is in it. */
  readonly isImmutable: boolean;
}

/**
 * The path of a request's target without its query, decoded once; null for one that no file of
 * ours has: not decodable, with a part `..`, a backslash, a NUL or any other control character.
 */
export function pathOf(target: string): string | null {
  const [raw = ''] = target.split(/[?#]/, 1);
  let decoded: string;
  try {
    decoded = decodeURIComponent(raw);
  } catch {
    return null;
  }
  if (!decoded.startsWith('/') || decoded.startsWith('//')) return null;
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\%]/.test(decoded)) return null;
  return decoded.split('/').includes('..') ? null : decoded;
}

export class RendererFiles {
  readonly #root: string;

  /** `root` is the folder of the build. Throws where it is not there. */
  constructor(root: string) {
    this.#root = realpathSync(root);
  }

  /** The file behind a path that pathOf gave; null where there is none to serve. */
  async read(asked: string): Promise<ServedFile | null> {
    const wanted = path.join(this.#root, asked === '/' ? 'index.html' : asked);
    const extension = path.extname(wanted);
    const contentType = TYPES[extension];
    if (contentType === undefined) return null;
    try {
      // Where a link leads decides, not where it lies.
      const real = await realpath(wanted);
      if (!real.startsWith(this.#root + path.sep)) return null;
      return {
        bytes: await readFile(real),
        contentType,
        isPage: extension === '.html',
        isImmutable: asked.startsWith('/assets/'),
      };
    } catch {
      return null;
    }
  }
}
