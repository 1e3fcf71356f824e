/** `bulkhead start --host electron`: the window in Electron, where its binary is. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CoreConfig, CoreOptions } from '../../host/core-config.ts';
import {
  findElectron,
  hasDisplay,
  INSTALL_COMMAND,
  installElectron,
  wasTried,
} from '../../host/electron/find-electron.ts';
import { launchArgument } from '../../host/electron/launch-argument.ts';
import { say, StartError, takePlace } from './running.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface ElectronWish {
  /** `--host electron`: nothing else will do. */
  readonly isForced: boolean;
  /** `--install-electron`: tries the download although it was tried before. */
  readonly installs: boolean;
}

/**
 * Electron's binary, fetched once where there is a display; null where the browser host is to show
 * the window, which is said in a line. Throws a StartError where Electron was demanded.
 */
export function chooseElectron({ isForced, installs }: ElectronWish): string | null {
  const canShow = hasDisplay(process.platform, process.env, process.getuid?.());
  let binary = findElectron(ROOT, process.env);
  const isDue = installs || (canShow && !isForced && !wasTried(ROOT));
  if (binary === null && isDue) {
    say('Fetching the binary of Electron, for a minute at most.');
    installElectron(ROOT, process.env);
    binary = findElectron(ROOT, process.env);
  }
  if (isForced && binary === null) {
    throw new StartError(`The binary of Electron is not here; \`${INSTALL_COMMAND}\` fetches it.`);
  }
  if (binary === null && canShow) {
    say(`Without Electron (\`${INSTALL_COMMAND}\` fetches it) the window is a browser's.`);
  }
  return isForced || canShow ? binary : null;
}

/** Main, preload and core; the window's own build is the launcher's. */
function build(): void {
  const program = path.join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const { status } = spawnSync(process.execPath, [program, 'build', '--logLevel', 'error'], {
    cwd: ROOT,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status !== 0) throw new StartError('The bundles for Electron could not be built.');
}

/** Runs until the last window is closed or a signal. Throws what a person can mend. */
export async function startElectron(
  binary: string,
  config: CoreConfig,
  options: CoreOptions,
): Promise<void> {
  build();
  const { place, release } = await takePlace(config);
  if (place.isTemporary) say('Everything is in a temporary directory; --data names one to keep.');
  try {
    const said = launchArgument({ ...options, loop: config.loop }, place);
    const child = spawn(binary, [ROOT, said], { stdio: 'inherit' });
    const hand = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hand);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new StartError(`Electron ended with ${code ?? 'a signal'}.`);
  } finally {
    await release();
  }
}
