/**
 * What a window may ask of the desktop that it stands on, as one typed map: each capability says
 * whether its host has it, so that what is missing is shown and never fails in silence.
 */
import { DESKTOP_BRIDGE } from '../core/desk/desktop.ts';
import type { DesktopBridge, DesktopCalls } from '../core/desk/desktop.ts';

/**
 * `ready`, or what stands in the way: `ask` a person first, `blocked` by one who said no, `absent`
 * where the host has no such thing.
 */
export type Standing = 'ready' | 'ask' | 'blocked' | 'absent';

export interface Capability<Argument> {
  standing(): Standing;
  /** Asks the person where the standing is `ask`; browsers hear it from a click alone. */
  ask(): Promise<Standing>;
  /** False where it did not come to it. */
  run(argument: Argument): Promise<boolean>;
}

export type Desktop = {
  readonly [N in keyof DesktopCalls]: Capability<Parameters<DesktopCalls[N]>[0]>;
};

/** What of a page decides; a test has its own. */
export type DesktopPage = Pick<Window, 'document' | 'focus' | 'location' | 'navigator' | 'open'> & {
  readonly [DESKTOP_BRIDGE]?: DesktopBridge;
  readonly Notification?: Pick<typeof Notification, 'permission' | 'requestPermission'> &
    (new (title: string, options: NotificationOptions) => EventTarget);
};

/** The desktop of a host: the bridge of Electron's preload, or what a browser offers itself. */
export function desktopOf(page: DesktopPage): Desktop {
  const bridge = page[DESKTOP_BRIDGE];
  return bridge === undefined ? browserDesktop(page) : bridgeDesktop(bridge);
}

let known: Desktop | null = null;

/** The desktop that this window stands on. */
export function desktop(): Desktop {
  known ??= desktopOf(window);
  return known;
}

/** One that needs nobody's leave. */
function always<A>(run: (argument: A) => Promise<boolean>): Capability<A> {
  return { standing: () => 'ready', ask: async () => 'ready', run };
}

// ---- Electron ----

/** The host asks whom it must itself; a system without notifications shows by the first answer. */
function bridgeDesktop(bridge: DesktopBridge): Desktop {
  let standing: Standing = 'ready';
  return {
    notify: {
      standing: () => standing,
      ask: async () => standing,
      run: async (notice) => {
        const isShown = await bridge.notify(notice);
        standing = isShown ? 'ready' : 'absent';
        return isShown;
      },
    },
    openWindow: always((workspace) => bridge.openWindow(workspace)),
    saveFile: always((file) => bridge.saveFile(file)),
  };
}

// ---- a browser ----

function browserDesktop(page: DesktopPage): Desktop {
  return {
    notify: browserNotify(page),
    openWindow: always(async (workspace) => {
      // An opener's window would share its session storage, and with it the window's own name.
      const mayOpen = page.navigator.userActivation.isActive;
      const url = new URL(`/?workspace=${encodeURIComponent(workspace)}`, page.location.href);
      if (mayOpen) page.open(url.href, '_blank', 'noopener');
      return mayOpen;
    }),
    saveFile: always(async ({ name, text }) => {
      const url = URL.createObjectURL(new Blob([text]));
      const link = page.document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      // The download has its bytes once the click is over.
      setTimeout(() => URL.revokeObjectURL(url), 0);
      return true;
    }),
  };
}

const STANDINGS = { granted: 'ready', denied: 'blocked', default: 'ask' } as const;

function browserNotify(page: DesktopPage): Desktop['notify'] {
  const standing = (): Standing => {
    const { Notification: asked } = page;
    return asked === undefined ? 'absent' : STANDINGS[asked.permission];
  };
  return {
    standing,
    ask: async () => {
      if (standing() === 'ask') await page.Notification?.requestPermission();
      return standing();
    },
    run: async ({ title, body }) => {
      const { Notification: Shown } = page;
      if (Shown === undefined || standing() !== 'ready') return false;
      // Several windows of one desk tell the same once: the tag replaces the earlier one.
      const notification = new Shown(title, { body, tag: title });
      notification.addEventListener('click', () => page.focus());
      return true;
    },
  };
}
