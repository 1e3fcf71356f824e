import { describe, expect, test } from 'vitest';
import { DESKTOP_BRIDGE } from '../core/desk/desktop.ts';
import type { DesktopBridge } from '../core/desk/desktop.ts';
import { desktopOf } from './desktop.ts';
import type { DesktopPage } from './desktop.ts';

const NOTICE = { title: 'L3 Vol-Arb 108.9 %', body: 'Cure 62,250.10 USDT.' };

/** A browser's page, with what was asked of it. */
function browser(permission?: NotificationPermission, answer: NotificationPermission = 'granted') {
  const shown: unknown[] = [];
  const opened: unknown[] = [];
  class Shown extends EventTarget {
    static permission = permission ?? 'default';
    static async requestPermission(): Promise<NotificationPermission> {
      Shown.permission = answer;
      return answer;
    }
    constructor(title: string, options: NotificationOptions) {
      super();
      shown.push([title, options.body]);
    }
  }
  const navigator = { userActivation: { isActive: true } };
  const page = {
    location: { href: 'http://127.0.0.1:4000/?workspace=main' },
    navigator,
    open: (...asked: unknown[]) => void opened.push(asked),
    ...(permission === undefined ? {} : { Notification: Shown }),
  } as unknown as DesktopPage;
  return { page, shown, opened, navigator };
}

describe('in a browser', () => {
  test.each([
    ['granted', 'ready'],
    ['denied', 'blocked'],
    ['default', 'ask'],
    [undefined, 'absent'],
  ] as const)('a permission that is %s makes notifications %s', (permission, standing) => {
    expect(desktopOf(browser(permission).page).notify.standing()).toBe(standing);
  });

  test('a notification is shown once the person allowed it, and refused aloud before', async () => {
    const { page, shown } = browser('default');
    const { notify } = desktopOf(page);
    expect(await notify.run(NOTICE)).toBe(false);
    expect(await notify.ask()).toBe('ready');
    expect(await notify.run(NOTICE)).toBe(true);
    expect(shown).toEqual([[NOTICE.title, NOTICE.body]]);
  });

  test('a person who says no is not asked again', async () => {
    const { notify } = desktopOf(browser('default', 'denied').page);
    expect(await notify.ask()).toBe('blocked');
    expect(await notify.ask()).toBe('blocked');
  });

  test('a window opens by a click alone, and shares nothing with its opener', async () => {
    const { page, opened, navigator } = browser();
    const { openWindow } = desktopOf(page);
    expect(await openWindow.run('risk')).toBe(true);
    expect(opened).toEqual([['http://127.0.0.1:4000/?workspace=risk', '_blank', 'noopener']]);
    navigator.userActivation.isActive = false;
    expect(await openWindow.run('risk')).toBe(false);
    expect(opened).toHaveLength(1);
  });
});

describe('in Electron', () => {
  test('the bridge answers, and a system without notifications shows by it', async () => {
    let isShown = true;
    const bridge: Partial<DesktopBridge> = {
      notify: async () => isShown,
      saveFile: async ({ name }) => name === 'bulkhead.csv',
    };
    const page = { [DESKTOP_BRIDGE]: bridge } as unknown as DesktopPage;
    const { notify, saveFile } = desktopOf(page);
    expect(await notify.run(NOTICE)).toBe(true);
    expect(notify.standing()).toBe('ready');
    isShown = false;
    expect(await notify.run(NOTICE)).toBe(false);
    expect(notify.standing()).toBe('absent');
    expect(await saveFile.run({ name: 'bulkhead.csv', text: 'a,b' })).toBe(true);
  });
});
