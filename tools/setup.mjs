/**
 * Set-up from a bare clone: the npm packages exactly as the lock names them, the Node that runs the
 * core, and on Debian the system packages. It runs under Node 20 and imports nothing but Node.
 * Everything it prints goes to stderr, so that a verb's output stays clean.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's top folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const modules = path.join(root, 'node_modules');
const stampFile = path.join(modules, '.bulkhead-setup');

/** The Node of package.json, which runs the core and the tests. */
export const suppliedNode = path.join(
  modules,
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

const multiarch = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';

/** Debian packages, each with the file that shows it is there and the reason we want it. */
export const systemPackages = [
  {
    name: 'libsecret-1-0',
    file: `/usr/lib/${multiarch}/libsecret-1.so.0`,
    reason: 'the keychain client that keytar is linked with',
  },
  {
    name: 'dbus',
    file: '/usr/bin/dbus-run-session',
    reason: 'a private session bus for the keychain test',
  },
  {
    name: 'gnome-keyring',
    file: '/usr/bin/gnome-keyring-daemon',
    reason: 'a keychain that answers in the keychain test',
  },
  {
    name: 'strace',
    file: '/usr/bin/strace',
    reason: 'makes the disk fail at a chosen write in the fault tests of the journal',
  },
];

/** It is large, and installed for the tests only. */
export const testBrowser = {
  name: 'chromium',
  file: '/usr/bin/chromium',
  reason: 'the browser of the end-to-end tests',
};

/** Set-up could not be done; the message says what to do. */
export class SetUpError extends Error {}

/** @param {string} sentence */
function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

/** What node_modules must have been made from. */
function wantedStamp() {
  const lock = readFileSync(path.join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  return `${hash} ${process.platform}-${process.arch}\n`;
}

/** Are node_modules those of the lock? */
export function packagesAreThere() {
  if (!existsSync(stampFile) || !existsSync(suppliedNode)) return false;
  return readFileSync(stampFile, 'utf8') === wantedStamp();
}

/**
 * npm is run by the Node that runs it now and without node_modules/.bin in the path: there lies a
 * Node that `npm ci` is about to remove.
 *
 * @param {readonly string[]} args
 */
function npm(args) {
  const separator = path.delimiter;
  const own = path.join('node_modules', '.bin');
  const folders = (process.env.PATH ?? '').split(separator).filter((one) => !one.endsWith(own));
  const env = { ...process.env, PATH: folders.join(separator) };
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  const byPath = cli === undefined || node === undefined || !cli.endsWith('npm-cli.js');
  say(`> npm ${args.join(' ')}`);
  const result = spawnSync(byPath ? 'npm' : node, byPath ? args : [cli, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: byPath && process.platform === 'win32',
  });
  if (result.error !== undefined) {
    throw new SetUpError(`npm could not be started (${result.error.message}). Install npm first.`);
  }
  if (result.status !== 0) {
    throw new SetUpError(`npm ${args[0]} failed; its own message stands above.`);
  }
}

/** What `npm ci` removes first would be the content of a folder that is not this checkout's. */
function refuseLinkedModules() {
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new SetUpError(
    `node_modules is a symbolic link to ${readlinkSync(modules)}, and not as package-lock.json ` +
      'has it: npm ci would empty that folder. Remove the link, or set up where it leads.',
  );
}

/** One install script is wanted, the supplied Node's; all others are left alone. */
function installPackages() {
  refuseLinkedModules();
  say('Setting up: the packages of package-lock.json, once.');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  npm(['ci', '--ignore-scripts', '--include=dev', '--include=optional', ...quiet]);
  npm(['rebuild', 'node', '--ignore-scripts=false', ...quiet]);
  const tried = spawnSync(suppliedNode, ['--version'], { encoding: 'utf8' });
  if (tried.status !== 0) {
    throw new SetUpError(`The supplied Node does not run on ${process.platform}-${process.arch}.`);
  }
  writeFileSync(stampFile, wantedStamp());
  say(`Set up: Node ${tried.stdout.trim()} in node_modules.`);
}

/** @param {readonly string[]} args */
function aptGet(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync('apt-get', ['-qq', ...args], {
    env,
    stdio: ['ignore', 'ignore', process.stderr],
  });
  return result.status === 0;
}

/**
 * Installs what is missing where that is allowed, else names it: the tests that need it skip and
 * say so, everything else works without.
 *
 * @param {boolean} forTests
 */
function installSystemPackages(forTests) {
  if (!existsSync('/etc/debian_version')) return;
  const wanted = forTests ? [...systemPackages, testBrowser] : systemPackages;
  const missing = wanted.filter((one) => !existsSync(one.file));
  if (missing.length === 0) return;
  const names = missing.map((one) => one.name);
  for (const one of missing) say(`System package ${one.name}: ${one.reason}.`);
  if (process.getuid?.() === 0) {
    aptGet(['update']);
    if (aptGet(['install', '-y', '--no-install-recommends', ...names])) return;
  }
  say(`Not installed. To install them: apt-get install ${names.join(' ')}`);
}

/**
 * Makes the checkout ready; does nothing, in a few milliseconds, when it is.
 *
 * @param {{ forTests?: boolean }} [options] tests look for their system packages every time
 */
export function setUp({ forTests = false } = {}) {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    throw new SetUpError(`Node 20 or newer is needed; this is ${process.versions.node}.`);
  }
  const ready = packagesAreThere();
  if (!ready) installPackages();
  if (!ready || forTests) installSystemPackages(forTests);
}

/**
 * Sets up, or says why not and ends the program.
 *
 * @param {{ forTests?: boolean }} [options]
 */
export function setUpOrExit(options) {
  try {
    setUp(options);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say(error.message);
    process.exit(1);
  }
}
