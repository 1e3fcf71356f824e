/** `bulkhead drill`: playbooks on a virtual clock against a fresh venue. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { summary, timeline } from '../../host/drill/report.ts';
import { runDrill } from '../../host/drill/run.ts';
import { readDrill } from '../../host/drill/schema.ts';

const DRILL = /\.ya?ml$/;

/** The drill files that a file or folder stands for, in the order of their names. */
function filesOf(given: string): string[] {
  if (!statSync(given).isDirectory()) return [given];
  return readdirSync(given, { recursive: true, encoding: 'utf8' })
    .filter((name) => DRILL.test(name))
    .toSorted()
    .map((name) => path.join(given, name));
}

interface Ran {
  readonly ok: boolean;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

function runFile(file: string): Ran {
  const drill = readDrill(readFileSync(file, 'utf8'));
  if ('sentence' in drill) {
    const { line, sentence } = drill;
    const failure = { code: 'FILE', line, sentence };
    const text = `FAILED FILE in ${file}:${line}\n  ${sentence}\n`;
    return { ok: false, text, json: { file, ok: false, failure } };
  }
  const result = runDrill(drill);
  const json = summary(file, result);
  return { ok: result.failure === null, text: timeline(file, result), json };
}

function fail(sentence: string): void {
  process.stderr.write(`bulkhead: ${sentence}\n`);
  process.exitCode = 1;
}

function runAll(given: readonly string[], json: boolean): void {
  const files: string[] = [];
  for (const name of given) {
    try {
      files.push(...filesOf(name));
    } catch (error) {
      return fail(`${name} cannot be read: ${error instanceof Error ? error.message : 'why?'}`);
    }
  }
  if (files.length === 0) return fail('no drill (*.yaml) is there');
  let failed = 0;
  for (const file of files) {
    const ran = runFile(file);
    if (!ran.ok) failed += 1;
    process.stdout.write(json ? `${JSON.stringify(ran.json)}\n` : `${ran.text}\n`);
  }
  if (!json) process.stdout.write(`${files.length - failed} of ${files.length} drills ok\n`);
  if (failed > 0) process.exitCode = 1;
}

export function register(program: Command): void {
  program
    .command('drill')
    .description('rehearse: run YAML playbooks on a virtual clock against a fresh venue')
    .argument('<file...>', 'drill files, or folders of them')
    .option('--json', 'print one line of JSON for each drill instead of its timeline')
    .action((files: string[], { json }: { json?: true }) => runAll(files, json === true));
}
