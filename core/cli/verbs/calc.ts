/** `bulkhead calc`: the venue's pure functions and the exact figures behind them, line by line. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { answerText } from '../calc/answer.ts';
import { helpText } from '../calc/help.ts';

/** Lines of a file that are not blank, each with its number; `-` is what comes in. */
export function linesOf(file: string): { readonly line: number; readonly text: string }[] {
  return readFileSync(file === '-' ? 0 : file, 'utf8')
    .split('\n')
    .map((text, n) => ({ line: n + 1, text: text.trim() }))
    .filter(({ text }) => text !== '');
}

/** The lines of a file, or undefined when it cannot be read, which has then been said. */
export function readLines(file: string): ReturnType<typeof linesOf> | undefined {
  try {
    return linesOf(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    process.stderr.write(`bulkhead: ${file} cannot be read: ${why}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

function calculate(file: string): void {
  for (const { line, text } of readLines(file) ?? []) {
    process.stdout.write(`${JSON.stringify({ line, ...answerText(text) })}\n`);
  }
}

export function register(program: Command): void {
  program
    .command('calc')
    .description('calculate rules of the venue: JSON lines in, exact and rounded figures out')
    .argument('<file>', 'JSON lines { rule, inputs, settings }; - for what comes in')
    .addHelpText('after', helpText())
    .action((file: string) => calculate(file));
}
