/** A core child as a process of its own. */
import { fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FromCore, ToCore } from './core-protocol.ts';
import type { CoreProcess } from './supervisor.ts';

const CHILD = fileURLToPath(new URL('../core-child.ts', import.meta.url));

export interface ForkedCore extends CoreProcess {
  readonly pid: number;
}

/** Its words for a person go to this process's stderr. `file` is the child's program. */
export function forkCore(file = CHILD): ForkedCore {
  const child = fork(file, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const endings: ((how: string) => void)[] = [];
  // Node forgets a socket that was sent to a process that then died: the peer would wait for ever.
  // So this process keeps its copy until the core has said that it has its own.
  const underWay = new Map<number, Socket>();
  let windows = 0;
  let hasEnded = false;
  const ended = (how: string): void => {
    if (hasEnded) return;
    hasEnded = true;
    for (const number of underWay.keys()) letGo(number);
    for (const ending of endings) ending(how);
  };
  const letGo = (number: number): void => {
    underWay.get(number)?.destroy();
    underWay.delete(number);
  };
  child.on('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
  // A process that could not be started has no exit; a message that could not be sent has one.
  child.on('error', (error) => {
    if (child.pid === undefined) ended(error.message);
  });
  child.on('message', (message: FromCore) => {
    if (message.type !== 'taken') return;
    letGo(message.number);
    const yours: ToCore = { type: 'yours', number: message.number };
    if (child.connected) child.send(yours);
  });
  return {
    pid: child.pid ?? 0,
    send: (message) => {
      if (child.connected) child.send(message);
    },
    handOver: (request, socket) => {
      if (!child.connected) {
        socket.destroy();
        return;
      }
      windows += 1;
      const number = windows;
      underWay.set(number, socket.pause());
      const message: ToCore = { type: 'window', number, ...request };
      child.send(message, socket, { keepOpen: true }, (error) => {
        if (error !== null) letGo(number);
      });
    },
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromCore)),
    onExit: (listener) => void endings.push(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}
