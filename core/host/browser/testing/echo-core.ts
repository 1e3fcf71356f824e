/** A core child without a venue: it takes windows and says back what they say. */
import type { Socket } from 'node:net';
import type { FromCore, ToCore } from '../core-protocol.ts';
import { HandedOver } from '../handed-over.ts';
import { WindowSockets } from '../window-socket.ts';

const tell = (message: FromCore): void => void process.send?.(message);

const windows = new WindowSockets((port) => {
  port.send(`pid ${process.pid}`);
  port.onTurnedAway?.((code) => tell({ type: 'notice', sentence: `turned away ${code}` }));
  port.onMessage((text) => {
    if (text === 'close') port.close();
    else port.send(`${text.length} ${text.slice(0, 100)}`);
  });
});

const handed = new HandedOver(windows, tell);

process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToCore, socket?: Socket) => {
  if (message.type === 'begin') {
    const { directory } = message.place;
    if (directory === 'refused') {
      tell({ type: 'failed', sentence: 'The directory is refused.' });
      process.exit(1);
    }
    tell({ type: 'ready', epoch: String(process.pid), badges: ['ECHO'] });
  } else if (message.type === 'window' || message.type === 'yours') {
    handed.hear(message, socket);
  } else if (message.type === 'refused') {
    tell({ type: 'notice', sentence: `heard ${message.code} ${message.path}` });
  } else {
    windows.close();
    tell({ type: 'stopped', sequence: 0 });
    process.disconnect();
  }
});
