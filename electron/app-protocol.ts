/** Serves the window's build as app://desk/, under the policy that the browser host serves it. */
import type { CustomScheme } from 'electron';
import {
  contentSecurityPolicy,
  newNonce,
  NONCE_PLACEHOLDER,
  SECURITY_HEADERS,
} from '../core/host/browser/headers.ts';
import { pathOf, RendererFiles } from '../core/host/browser/renderer-files.ts';
import type { ServedFile } from '../core/host/browser/renderer-files.ts';
import { CORE_STATE_PATH } from '../core/desk/desktop.ts';
import type { CoreState } from '../core/desk/desktop.ts';
import { DESK_ORIGIN, DESK_SCHEME, isDesk } from './security.ts';

/** As an https origin is, but for service workers; it must be said before the app is ready. */
export const PRIVILEGED = {
  scheme: DESK_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
} as const satisfies CustomScheme;

interface Asked {
  readonly method: string;
  readonly url: string;
}

function plain(status: number, sentence: string): Response {
  const headers = { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' };
  return new Response(`${sentence}\n`, { status, headers });
}

function responseOf({ bytes, contentType, isPage }: ServedFile): Response {
  const headers = { ...SECURITY_HEADERS, 'Content-Type': contentType };
  if (!isPage) return new Response(new Uint8Array(bytes), { headers });
  const nonce = newNonce();
  const page = bytes.toString().replaceAll(NONCE_PLACEHOLDER, nonce);
  const policy = { 'Content-Security-Policy': contentSecurityPolicy(nonce) };
  return new Response(page, { headers: { ...headers, ...policy } });
}

/** Answers for files in `root`, and how the core is. Throws where the root is not there. */
export function deskFiles(
  root: string,
  coreState: () => CoreState,
): (asked: Asked) => Promise<Response> {
  const files = new RendererFiles(root);
  return async ({ method, url }) => {
    if (method !== 'GET') return plain(405, 'Only GET is answered.');
    // The text behind the origin is judged as it came, before anything resolves its dots.
    const path = isDesk(url) ? pathOf(url.slice(DESK_ORIGIN.length) || '/') : null;
    if (path === CORE_STATE_PATH) return Response.json(coreState(), { headers: SECURITY_HEADERS });
    const file = path === null ? null : await files.read(path);
    return file === null ? plain(404, 'There is nothing here.') : responseOf(file);
  };
}
