/** `bulkhead start`: a core with the demo organisation on a recorded or a simulated market. */
import type { Command } from 'commander';
import { HostError } from '../../host/browser/browser-host.ts';
import { parseCoreConfig, SUBACCOUNTS_RANGE } from '../../host/core-config.ts';
import type { CoreOptions } from '../../host/core-config.ts';
import { isExpected } from '../../host/open-core.ts';
import { chooseElectron, startElectron } from '../start/electron.ts';
import { startHeadless } from '../start/headless.ts';
import { say, StartError } from '../start/running.ts';
import { startWindow } from '../start/window.ts';

export type { PassReport } from '../start/headless.ts';

const USAGE_EXIT_CODE = 2;
const PORT_MAX = 65_535;

interface StartOptions extends CoreOptions {
  readonly headless?: boolean;
  readonly host?: string;
  readonly port?: string;
  readonly open: boolean;
  readonly installElectron?: boolean;
}

/** What the options of the window mean, or why they mean nothing. */
type ParsedWindow =
  | { readonly ok: true; readonly port: number }
  | { readonly ok: false; readonly sentence: string };

function parseWindow({ host = 'browser', port = '0', once, headless }: StartOptions): ParsedWindow {
  if (host !== 'browser' && host !== 'electron') {
    return { ok: false, sentence: `The host is browser or electron, not "${host}".` };
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > PORT_MAX) {
    return { ok: false, sentence: `A port is a number up to ${PORT_MAX}, not "${port}".` };
  }
  if (once === true && headless !== true) {
    return { ok: false, sentence: '--once prints a report and has no window: add --headless.' };
  }
  return { ok: true, port: Number(port) };
}

/** The binary that shows the window; null where a browser does. */
function electronFor({ host, open, port, installElectron = false }: StartOptions): string | null {
  const isForced = host === 'electron';
  // A port or a link for another browser is the browser host's to give.
  const isOpen = host === undefined && open && port === undefined;
  return isForced || isOpen || installElectron
    ? chooseElectron({ isForced, installs: installElectron })
    : null;
}

async function run(options: StartOptions): Promise<void> {
  const window = parseWindow(options);
  const parsed = parseCoreConfig(options);
  const refused = window.ok ? parsed : window;
  if (!window.ok || !parsed.ok) {
    if (!refused.ok) say(refused.sentence);
    process.exitCode = USAGE_EXIT_CODE;
    return;
  }
  const { config } = parsed;
  if (options.headless === true) {
    await startHeadless(config);
    return;
  }
  // A desk that nobody watches to its end has a market for as long as it is open.
  const loop = config.loop || config.durationUs === null;
  const binary = electronFor(options);
  if (binary !== null) {
    await startElectron(binary, { ...config, loop }, options);
    return;
  }
  await startWindow({ ...config, loop }, { port: window.port, opensBrowser: options.open });
}

async function start(options: StartOptions): Promise<void> {
  try {
    await run(options);
  } catch (thrown) {
    const isOurs = thrown instanceof StartError || thrown instanceof HostError;
    if (!isOurs && !isExpected(thrown)) throw thrown;
    say(thrown.message);
    process.exitCode = 1;
  }
}

export function register(program: Command): void {
  program
    .command('start')
    .description('run the venue with a demo organisation on a recorded or a simulated market')
    .option('--headless', 'without a window: the core alone')
    .option('--host <host>', 'of the window: browser or electron (default: electron where it is)')
    .option('--install-electron', 'fetch the binary of Electron, though it was tried before')
    .option('--port <number>', 'of the window on the loopback address (default: a free one)')
    .option('--no-open', 'print the link and open no browser')
    .option('--feed <dir>', 'recordings to replay (default: a simulated market)')
    .option('--speed <speed>', '1x, 10x or max', '1x')
    .option('--once', 'one pass of the market, then one line of JSON; with --headless')
    .option('--loop', 'begin another pass when one has ended; with a window it always does')
    .option('--shock <text>', 'bend the prices: "BTC -4% over 60s at 120s"')
    .option('--data <dir>', 'the data directory (default: a temporary one, removed at the end)')
    .option('--seed <number>', 'of the simulated market (default: 1)')
    .option('--organisation <n>', `demo of so many subaccounts, ${SUBACCOUNTS_RANGE}`)
    .option('--duration <time>', 'end after so much market time: 20s, 5m')
    .action(start);
}
