/** `npm start -- <options>` is `npx bulkhead start <options>`. */
import { launch } from './launch.mjs';

launch(['start', ...process.argv.slice(2)]);
