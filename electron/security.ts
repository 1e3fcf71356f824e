/** What a window may do, decided by parsed URLs; a text that contains a name proves nothing. */
import type { Session, WebContents, WebPreferences } from 'electron';

export const DESK_SCHEME = 'app';
const DESK_HOST = 'desk';
export const DESK_ORIGIN = `${DESK_SCHEME}://${DESK_HOST}`;

/** Links that the desk shows: the chart's makers want to be named. */
const EXTERNAL_HOSTS: readonly string[] = ['www.tradingview.com'];
const WORKSPACE = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** All windows have these. What is not named here is as safe by Electron's defaults. */
export const HARDENED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  disableBlinkFeatures: 'Auxclick',
  spellcheck: false,
  navigateOnDragDrop: false,
  safeDialogs: true,
} as const satisfies WebPreferences;

function parse(url: string): URL | null {
  try {
    return new URL(url);
  } catch {
    return null;
  }
}

function hasNoDecoration({ username, password, port }: URL): boolean {
  return username === '' && password === '' && port === '';
}

/** A page of the desk's own. Node and Chromium differ on the origin of such a scheme. */
export function isDesk(url: string): boolean {
  const parsed = parse(url);
  if (parsed === null || !hasNoDecoration(parsed)) return false;
  return parsed.protocol === `${DESK_SCHEME}:` && parsed.host === DESK_HOST;
}

export function isWorkspace(name: string): boolean {
  return WORKSPACE.test(name);
}

/** The address of a workspace's window. */
export function workspaceUrl(workspace: string): string {
  return `${DESK_ORIGIN}/?workspace=${workspace}`;
}

/** The workspace of exactly such an address; null for any other. */
export function workspaceOf(url: string): string | null {
  const name = isDesk(url) ? (parse(url)?.searchParams.get('workspace') ?? '') : '';
  return isWorkspace(name) && url === workspaceUrl(name) ? name : null;
}

/** May the system's browser be given this link? */
export function mayOpenExternally(url: string): boolean {
  const parsed = parse(url);
  if (parsed === null || parsed.protocol !== 'https:' || !hasNoDecoration(parsed)) return false;
  return EXTERNAL_HOSTS.includes(parsed.hostname);
}

/** Of a frame: what tells whether the desk speaks. */
export interface Sender {
  readonly url: string;
  /** Null for a window's main frame. */
  readonly parent: unknown;
}

/** Only a window's own page is heard, not a frame in it and not a page that took its place. */
export function isTrusted(sender: Sender | null): boolean {
  return sender !== null && sender.parent === null && isDesk(sender.url);
}

/** Nothing but notifications, and those for the desk. */
export function mayUse(permission: string, askedBy: string): boolean {
  return permission === 'notifications' && isDesk(askedBy);
}

/** For every session, before it shows anything. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(details.isMainFrame && mayUse(permission, contents.getURL()));
  });
  session.setPermissionCheckHandler((_, permission, origin) => mayUse(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerDictionaryDownloadURL('https://localhost.invalid/');
  session.on('will-download', (event) => event.preventDefault());
}

export interface Openers {
  readonly openWindow: (workspace: string) => void;
  readonly openExternally: (url: string) => void;
}

/** For every page, whoever made it. */
export function hardenContents(contents: WebContents, open: Openers): void {
  contents.on('will-navigate', (event) => {
    if (!isDesk(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isDesk(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isDesk(event.url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    const workspace = workspaceOf(url);
    // Such a window is made as every other is, not by the page that asks for it.
    if (workspace !== null) open.openWindow(workspace);
    else if (mayOpenExternally(url)) open.openExternally(url);
    return { action: 'deny' };
  });
}
