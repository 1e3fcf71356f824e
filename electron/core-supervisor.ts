/** A core as a utility process, for the supervisor that both hosts share. */
import { utilityProcess } from 'electron';
import type { ForkOptions, MessagePortMain } from 'electron';
import type { FromCore } from '../core/host/browser/core-protocol.ts';
import type { CoreProcess } from '../core/host/browser/supervisor.ts';

export type ChannelCore = CoreProcess<[port: MessagePortMain]>;

/** To the core, beside the words of the browser host: a window's port comes with it. */
export interface TakeWindow {
  readonly type: 'attach';
}

/** Of this process's environment nothing that changes how a Node starts. */
function coreEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(NODE_|ELECTRON_)/.test(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/**
 * `file` is the core's bundle. The exit code is said and not believed: Electron has reported a
 * crash as 0 and an exit as a crash (electron#42283, electron#42290), so the supervisor takes every
 * exit without the word before it for a crash.
 */
export function forkCore(file: string): ChannelCore {
  const child = utilityProcess.fork(file, [], {
    serviceName: 'Bulkhead core',
    stdio: 'inherit',
    env: coreEnvironment(),
  } satisfies ForkOptions);
  return {
    send: (message) => child.postMessage(message),
    handOver: (port) => {
      const message: TakeWindow = { type: 'attach' };
      child.postMessage(message, [port]);
    },
    onMessage: (listener) => {
      child.on('message', (message: unknown) => listener(message as FromCore));
    },
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    kill: () => {
      // `kill()` asks in the way that a core which hangs does not hear.
      if (child.pid === undefined) child.kill();
      else process.kill(child.pid, 'SIGKILL');
    },
  };
}
