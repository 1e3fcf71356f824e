/** What a window may ask of the desktop, each call checked: who asks, and what. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BrowserWindow, dialog, ipcMain, Notification } from 'electron';
import type { IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import type { DesktopCalls } from '../core/desk/desktop.ts';
import { CALLS } from './channels.ts';
import { isTrusted, isWorkspace } from './security.ts';

const TITLE_CHARACTERS = 128;
const BODY_CHARACTERS = 512;
const FILE_CHARACTERS = 64 * 1_048_576;

const ARGUMENTS = {
  notify: z.strictObject({
    title: z.string().max(TITLE_CHARACTERS),
    body: z.string().max(BODY_CHARACTERS),
  }),
  openWindow: z.string().refine(isWorkspace),
  saveFile: z.strictObject({
    // A name, and no way to anywhere.
    name: z.string().regex(/^[\w][\w .-]{0,95}$/),
    text: z.string().max(FILE_CHARACTERS),
  }),
} as const satisfies { [N in keyof DesktopCalls]: z.ZodType<Parameters<DesktopCalls[N]>[0]> };

type Argument<N extends keyof DesktopCalls> = Parameters<DesktopCalls[N]>[0];
type Handlers = {
  readonly [N in keyof DesktopCalls]: (
    argument: Argument<N>,
    event: IpcMainInvokeEvent,
  ) => boolean | Promise<boolean>;
};

function notify({ title, body }: Argument<'notify'>, event: IpcMainInvokeEvent): boolean {
  if (!Notification.isSupported()) return false;
  const notification = new Notification({ title, body, urgency: 'critical' });
  notification.on('click', () => BrowserWindow.fromWebContents(event.sender)?.focus());
  notification.show();
  return true;
}

async function saveFile(
  { name, text }: Argument<'saveFile'>,
  event: IpcMainInvokeEvent,
): Promise<boolean> {
  const window = BrowserWindow.fromWebContents(event.sender);
  if (window === null) return false;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: path.basename(name),
  });
  if (canceled || filePath === '') return false;
  await writeFile(filePath, text);
  return true;
}

/** Begins to answer; whoever is not the desk, or asks something else, gets false. */
export function answerDesktopCalls(openWindow: (workspace: string) => void): void {
  const handlers: Handlers = {
    notify,
    saveFile,
    openWindow: (workspace) => {
      openWindow(workspace);
      return true;
    },
  };
  answer('notify', handlers.notify);
  answer('openWindow', handlers.openWindow);
  answer('saveFile', handlers.saveFile);
}

function answer<N extends keyof DesktopCalls>(name: N, handle: Handlers[N]): void {
  ipcMain.handle(CALLS[name], (event, argument: unknown) => {
    const parsed = ARGUMENTS[name].safeParse(argument);
    if (!isTrusted(event.senderFrame) || !parsed.success) return false;
    return handle(parsed.data, event);
  });
}
