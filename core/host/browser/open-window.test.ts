import { describe, expect, test } from 'vitest';
import type { Machine } from './open-window.ts';
import { findBrowser } from './open-window.ts';

/** A Linux machine of a person with a display and these programs, or as a test bends it. */
function machine(files: readonly string[], bent: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    env: { DISPLAY: ':0', PATH: '/usr/local/bin:/usr/bin' },
    userId: 1_000,
    canRun: (file) => files.includes(file),
    ...bent,
  };
}

describe('a window is opened', () => {
  test('with the first browser of the path that knows an application mode', () => {
    const both = machine(['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/firefox']);
    expect(findBrowser(both)).toEqual({ ok: true, file: '/usr/bin/chromium' });
    const wayland = machine(['/usr/bin/microsoft-edge'], {
      env: { WAYLAND_DISPLAY: 'wayland-0', PATH: '/usr/bin' },
    });
    expect(findBrowser(wayland)).toEqual({ ok: true, file: '/usr/bin/microsoft-edge' });
  });

  test('where the other systems keep theirs, display or not', () => {
    const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    const bent = { platform: 'darwin', env: {}, userId: 501 } as const;
    expect(findBrowser(machine([mac], bent))).toEqual({ ok: true, file: mac });
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    const windows = machine([edge], {
      platform: 'win32',
      env: { 'ProgramFiles(x86)': 'C:\\Program Files (x86)' },
      userId: undefined,
    });
    expect(findBrowser(windows)).toEqual({ ok: true, file: edge });
  });
});

describe('no window is opened', () => {
  const chromium = ['/usr/bin/chromium'];
  test.each([
    ['as root', { userId: 0 }, 'A browser does not run as root; open the link yourself.'],
    [
      'without a display',
      { env: { DISPLAY: '', PATH: '/usr/bin' } },
      'There is no display here; open the link elsewhere.',
    ],
    [
      'without a browser',
      { canRun: () => false },
      'No Chromium, Chrome or Edge was found; open the link yourself.',
    ],
  ])('%s', (_, bent, sentence) => {
    expect(findBrowser(machine(chromium, bent))).toEqual({ ok: false, sentence });
  });
});
