/** Whether Electron can run here. Asking the package itself would begin a download. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How long the one download may take that nobody asked for. */
const INSTALL_WITHIN_MS = 60_000;
export const INSTALL_COMMAND = 'npx install-electron --no';

type Env = Readonly<Record<string, string | undefined>>;

/** The binary of the package in `root`/node_modules, or the one that is named; null for none. */
export function findElectron(root: string, env: Env): string | null {
  const folder = path.join(root, 'node_modules', 'electron');
  const file = path.join(folder, 'path.txt');
  const name = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '';
  const candidates = [
    env['ELECTRON_EXEC_PATH'] ?? '',
    override === '' ? '' : path.join(override, name ?? 'electron'),
    name === null ? '' : path.join(folder, 'dist', name),
  ];
  return candidates.find((one) => one !== '' && existsSync(one)) ?? null;
}

/** Remembers, beside the packages, that a download was tried: it is not tried again unasked. */
function rememberFile(root: string): string {
  return path.join(root, 'node_modules', '.cache', 'bulkhead', 'electron-was-tried');
}

export function wasTried(root: string): boolean {
  return existsSync(rememberFile(root));
}

/** Fetches the binary in view, for a minute at most; whether it is there now. */
export function installElectron(root: string, env: NodeJS.ProcessEnv): boolean {
  const file = rememberFile(root);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  const program = path.join(root, 'node_modules', 'electron', 'install.js');
  spawnSync(process.execPath, [program, '--no'], {
    env,
    stdio: ['ignore', process.stderr, process.stderr],
    timeout: INSTALL_WITHIN_MS,
    killSignal: 'SIGKILL',
  });
  return findElectron(root, env) !== null;
}

/** Can a window be shown here? Electron does not run as root without giving up its sandbox. */
export function hasDisplay(platform: NodeJS.Platform, env: Env, userId?: number): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  const isNamed = (name: string): boolean => (env[name] ?? '') !== '';
  return userId !== 0 && (isNamed('DISPLAY') || isNamed('WAYLAND_DISPLAY'));
}
