/** In Electron's place, for each system: nothing but where its switches and its words are kept. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import electron from '../../node_modules/electron/package.json' with { type: 'json' };

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** Version 1, nine switches, none burnt. */
const WIRE = Buffer.from([1, 9, ...Array.from('000000000', (zero) => zero.charCodeAt(0))]);
const PAD = Buffer.alloc(64);
const SWITCHES = Buffer.concat([PAD, Buffer.from(SENTINEL), WIRE, PAD]);
const AMERICAN = 1_033;
const UTF_16 = 1_200;

/** What electron-builder itself reads and writes programs of Windows with. */
interface ProgramEditor {
  readonly NtExecutable: { createEmpty(is32Bit: boolean, isLibrary: boolean): Program };
  readonly NtExecutableResource: { from(program: Program): Resources };
  readonly Resource: { readonly VersionInfo: { createEmpty(): VersionWords } };
}
interface Program {
  generate(): ArrayBuffer;
}
interface Resources {
  readonly entries: unknown[];
  outputResource(program: Program): void;
}
interface VersionWords {
  lang: number;
  setStringValues(where: { lang: number; codepage: number }, words: Record<string, string>): void;
  outputToResourceEntries(entries: unknown[]): void;
}

function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content, { mode: 0o755 });
  }
}

const COMMON = {
  version: electron.version,
  LICENSE: 'licence',
  'LICENSES.chromium.html': 'licences',
} as const;

function linux(folder: string): void {
  write(folder, {
    ...COMMON,
    electron: SWITCHES,
    'chrome-sandbox': 'sandbox',
    'locales/en-US.pak': 'en-US',
  });
  mkdirSync(path.join(folder, 'resources'));
}

/** A program without code, but with the version's words, to which integrity is added. */
function windowsProgram(): Buffer {
  const builder = createRequire(import.meta.url).resolve('app-builder-lib/package.json');
  const editor = createRequire(builder)('resedit') as ProgramEditor;
  const program = editor.NtExecutable.createEmpty(false, false);
  const resources = editor.NtExecutableResource.from(program);
  const words = editor.Resource.VersionInfo.createEmpty();
  words.lang = AMERICAN;
  words.setStringValues({ lang: AMERICAN, codepage: UTF_16 }, { ProductName: 'Electron' });
  words.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  return Buffer.concat([Buffer.from(program.generate()), SWITCHES]);
}

function windows(folder: string): void {
  write(folder, { ...COMMON, 'electron.exe': windowsProgram(), 'locales/en-US.pak': 'en-US' });
  mkdirSync(path.join(folder, 'resources'));
}

function properties(name: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>' +
    `<key>CFBundleIdentifier</key><string>org.electron.${name.replaceAll(' ', '-')}</string>` +
    `<key>CFBundleExecutable</key><string>${name}</string></dict></plist>\n`
  );
}

function mac(folder: string): void {
  const contents = 'Electron.app/Contents';
  const framework = `${contents}/Frameworks/Electron Framework.framework`;
  write(folder, {
    ...COMMON,
    [`${contents}/MacOS/Electron`]: 'program',
    [`${contents}/Info.plist`]: properties('Electron'),
    [`${contents}/Resources/electron.icns`]: 'icon',
    [`${framework}/Versions/A/Electron Framework`]: SWITCHES,
  });
  const current = path.join(folder, framework);
  symlinkSync('A', path.join(current, 'Versions', 'Current'));
  symlinkSync('Versions/Current/Electron Framework', path.join(current, 'Electron Framework'));
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const name = `Electron Helper${kind}`;
    const helper = `${contents}/Frameworks/${name}.app/Contents`;
    write(folder, {
      [`${helper}/MacOS/${name}`]: 'program',
      [`${helper}/Info.plist`]: properties(name),
    });
  }
}

/** Makes the stub of a system in a folder. */
export const stubs = { linux, win: windows, mac } as const;
