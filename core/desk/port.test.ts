import { setImmediate } from 'node:timers/promises';
import { memoryPorts } from './testing/memory-port.ts';
import { portContract } from './testing/port-contract.ts';

portContract('in memory', () => ({ ...memoryPorts(), settle: () => setImmediate() }));
