import { defineConfig } from 'electron-vite';

/**
 * The bundles of Electron's processes. The window's build is vite.config.ts, the same for both
 * hosts. Packages of `dependencies` stay outside: their binaries cannot be bundled.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          index: 'electron/main.ts',
          'core-host': 'electron/core-host.ts',
          // A thread of the core; worker-log.ts finds it beside the bundle that it is in.
          'log-worker': 'core/journal/log-worker.ts',
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          // Flat, because founding.ts finds its files two folders above where it stands.
          chunkFileNames: '[name]-[hash].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: 'electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
});
