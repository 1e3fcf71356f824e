import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window's build. Each host puts a nonce of its own where the placeholder stands. */
export default defineConfig({
  root: 'renderer',
  base: '/',
  plugins: [react()],
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome120',
    // Nothing is inlined into a script or a style: fonts and pictures are files of this origin.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4_000,
  },
});
