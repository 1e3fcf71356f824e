/** Gives the bundles the double where they ask for Electron. Loaded before everything else. */
import { registerHooks } from 'node:module';

const DOUBLE = new URL('electron-double.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: DOUBLE, shortCircuit: true } : next(specifier, context),
});
