/** The real host, as a person starts it, on a free port and with a directory of the test's own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const UP_WITHIN_MS = 120_000;

/** Recorded market data of this machine, or null. */
export function recordings(): string | null {
  const folder = process.env['BULKHEAD_MARKETDATA'] ?? path.join(ROOT, '../shared/marketdata');
  return existsSync(folder) ? folder : null;
}

/** What a file holds; nothing while it is not there. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}

/** The browser host, or in the projects of Electron the one that Electron is. */
export type AnyHost = Pick<Host, 'said' | 'link' | 'kept' | 'corePid' | 'killCore' | 'stop'>;

export class Host {
  readonly #child: ChildProcess;
  readonly #temporary: string;
  readonly #links: string[] = [];
  readonly #waiting: ((link: string) => void)[] = [];
  #said = '';

  private constructor(child: ChildProcess, temporary: string) {
    this.#child = child;
    this.#temporary = temporary;
    if (child.stdout === null || child.stderr === null) throw new Error('the host has no output');
    createInterface(child.stdout).on('line', (link) => this.#linked(link));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
  }

  /** Starts `bulkhead start` with these options besides; resolves when it shows its first link. */
  static async start(...options: readonly string[]): Promise<Host> {
    const temporary = mkdtempSync(path.join(os.tmpdir(), 'bulkhead-e2e-'));
    const main = path.join(ROOT, 'core', 'cli', 'main.ts');
    const args = [main, 'start', '--host', 'browser', '--no-open', ...options];
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      // Its temporary data directory is made here.
      env: { ...process.env, TMPDIR: temporary, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const host = new Host(child, temporary);
    await host.#isUp();
    return host;
  }

  /** All that it told the terminal. */
  get said(): string {
    return this.#said;
  }

  /** The next link that nobody used. */
  link(): Promise<string> {
    const link = this.#links.shift();
    if (link !== undefined) return Promise.resolve(link);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What stands in a file of the data directory; nothing where there is none. */
  kept(...names: readonly string[]): string {
    const [data = ''] = readdirSync(this.#temporary).filter((name) => name.startsWith('bulkhead-'));
    return textOf(path.join(this.#temporary, data, ...names));
  }

  /** The process of the core that has the data directory now. */
  corePid(): number {
    return (JSON.parse(this.kept('owner')) as { readonly pid: number }).pid;
  }

  /** kill -9 of the core; the host goes on. */
  killCore(): void {
    process.kill(this.corePid(), 'SIGKILL');
  }

  /** As Ctrl-C does; resolves to the exit code. */
  async stop(): Promise<number | null> {
    const ended = once(this.#child, 'exit');
    if (this.#child.exitCode === null) {
      this.#child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#temporary, { recursive: true, force: true });
    return this.#child.exitCode;
  }

  #linked(link: string): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#links.push(link);
    else waiting(link);
  }

  async #isUp(): Promise<void> {
    const deadline = performance.now() + UP_WITHIN_MS;
    while (this.#links.length === 0) {
      if (this.#child.exitCode !== null || performance.now() > deadline) {
        this.#child.kill('SIGKILL');
        throw new Error(`The host did not come up:\n${this.#said}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
