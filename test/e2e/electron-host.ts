/** The desk in Electron, for the same specs as the browser host: what they ask of a host. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { findElectron, INSTALL_COMMAND } from '../../core/host/electron/find-electron.ts';
import { launchArgument } from '../../core/host/electron/launch-argument.ts';
import { textOf } from './host.ts';
import type { AnyHost } from './host.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WINDOW = 'app://desk/?workspace=main';

/** Electron's binary, which nothing here fetches; null where there is none. */
export const electronBinary = findElectron(ROOT, process.env);
export const NO_BINARY = `there is no binary of Electron; \`${INSTALL_COMMAND}\` fetches it`;

/** Main and preload; the window's own build is the runner's. */
function build(): void {
  const program = path.join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status } = spawnSync(process.execPath, [program, 'build', '--logLevel', 'error'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the bundles for Electron could not be built');
}

/** `--speed 1x` as the launcher would tell it. */
function launchOptions(options: readonly string[]): Record<string, string> {
  const pairs = options.flatMap((option, at) =>
    option.startsWith('--') ? [[option.slice(2), options[at + 1] ?? ''] as const] : [],
  );
  return Object.fromEntries(pairs);
}

export class ElectronHost implements AnyHost {
  readonly #app: ElectronApplication;
  readonly #folder: string;
  #said = '';

  private constructor(app: ElectronApplication, folder: string) {
    this.#app = app;
    this.#folder = folder;
    app.process().stderr?.on('data', (text: Buffer) => (this.#said += text.toString()));
  }

  static async start(...options: readonly string[]): Promise<ElectronHost> {
    if (electronBinary === null) throw new Error(NO_BINARY);
    build();
    const folder = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-e2e-'));
    const place = { directory: path.join(folder, 'venue'), isTemporary: false };
    // A browser's sandbox does not work for root, as whom continuous integration runs.
    const forRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...forRoot, ROOT, launchArgument(launchOptions(options), place)];
    const app = await _electron.launch({ executablePath: electronBinary, args, cwd: ROOT });
    return new ElectronHost(app, folder);
  }

  get said(): string {
    return this.#said;
  }

  window(): Promise<Page> {
    return this.#app.firstWindow();
  }

  /** A window of Electron needs no link; this is its address. */
  link(): Promise<string> {
    return Promise.resolve(WINDOW);
  }

  kept(...names: readonly string[]): string {
    return textOf(path.join(this.#folder, 'venue', ...names));
  }

  corePid(): number {
    return (JSON.parse(this.kept('owner')) as { readonly pid: number }).pid;
  }

  killCore(): void {
    process.kill(this.corePid(), 'SIGKILL');
  }

  async stop(): Promise<number | null> {
    await this.#app.close();
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#app.process().exitCode;
  }
}
