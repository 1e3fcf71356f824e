import { setImmediate } from 'node:timers/promises';
import { memoryPorts } from './testing/memory-port.ts';
import { portContract } from './testing/port-contract.ts';

portContract('in memory', () => {
  const { window, core } = memoryPorts();
  return { window, core, settle: () => setImmediate(), hold: () => window.hold() };
});
