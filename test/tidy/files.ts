import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface TextFile {
  /** From the checkout's top folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const TEXT = /\.(ts|tsx|mjs|css|html|md|json|ya?ml)$|^\.ci\/run$/;

/** The folders that .gitignore names: what is made and not written. */
function ignoredFolders(): Set<string> {
  const lines = readFileSync(path.join(root, '.gitignore'), 'utf8').split('\n');
  const folders = lines.filter((line) => line.endsWith('/')).map((line) => line.slice(0, -1));
  return new Set([...folders, '.git']);
}

/** Every text file that somebody wrote, under a folder of the checkout. */
export function textFiles(under = '.'): TextFile[] {
  const ignored = ignoredFolders();
  const found: TextFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory() && !ignored.has(entry.name)) walk(file);
      if (!entry.isFile() || !TEXT.test(file) || file === 'package-lock.json') continue;
      found.push({ path: file, text: readFileSync(path.join(root, file), 'utf8') });
    }
  };
  walk(under);
  return found;
}
