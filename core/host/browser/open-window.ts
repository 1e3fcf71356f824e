/** Shows a link in a browser's window of its own, where this machine has both. */
import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What of the machine decides; a test has its own. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly userId: number | undefined;
  readonly canRun: (file: string) => boolean;
}

export type Browser =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly sentence: string };

/** By preference; each knows `--app`. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const MAC_APPS = ['Chromium', 'Google Chrome', 'Microsoft Edge'];
const WINDOWS_FILES = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];
const WINDOWS_FOLDERS = ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'];

function candidates({ platform, env }: Machine): string[] {
  if (platform === 'darwin') {
    return MAC_APPS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  }
  if (platform === 'win32') {
    const folders = WINDOWS_FOLDERS.flatMap((name) => env[name] ?? []);
    return folders.flatMap((folder) => WINDOWS_FILES.map((file) => path.win32.join(folder, file)));
  }
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** The browser to open, or why none is opened. */
export function findBrowser(machine: Machine): Browser {
  const { platform, env, userId } = machine;
  if (platform !== 'darwin' && platform !== 'win32') {
    if (userId === 0) {
      return { ok: false, sentence: 'A browser does not run as root; open the link yourself.' };
    }
    if ((env['DISPLAY'] ?? '') === '' && (env['WAYLAND_DISPLAY'] ?? '') === '') {
      return { ok: false, sentence: 'There is no display here; open the link elsewhere.' };
    }
  }
  const file = candidates(machine).find((one) => machine.canRun(one));
  if (file !== undefined) return { ok: true, file };
  return { ok: false, sentence: 'No Chromium, Chrome or Edge was found; open the link yourself.' };
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The machine that this runs on. */
export function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, userId: process.getuid?.(), canRun };
}

/** Opens the link as an application with a profile of its own; returns how to close it. */
export function openWindow(file: string, link: string, onClosed: () => void): () => void {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-window-'));
  const flags = [`--user-data-dir=${profile}`, '--no-first-run', '--no-default-browser-check'];
  const child = spawn(file, [`--app=${link}`, ...flags], { stdio: 'ignore' });
  const release = (): void => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  child.once('error', onClosed);
  child.once('exit', () => {
    onClosed();
    release();
  });
  return () => void child.kill();
}
