#!/usr/bin/env node
/** `npx bulkhead <verb>` */
import { launch } from './launch.mjs';

launch(process.argv.slice(2));
