/**
 * The `bulkhead` command. A verb lives in verbs/<verb>.ts and exports `register(program)`, which
 * adds its command with its options and its action. An action that has not succeeded says why and
 * sets `process.exitCode` to 1; misuse of the command line is 2 and is settled here.
 */
import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { setCompilerOptions } from '../host/compiler-options.ts';
import { register as registerBench } from './verbs/bench.ts';
import { register as registerCalc } from './verbs/calc.ts';
import { register as registerCascade } from './verbs/cascade.ts';
import { register as registerDoctor } from './verbs/doctor.ts';
import { register as registerDrill } from './verbs/drill.ts';
import { register as registerParity } from './verbs/parity.ts';
import { register as registerStart } from './verbs/start.ts';
import { register as registerVerify } from './verbs/verify.ts';

const verbs = [
  registerBench,
  registerCalc,
  registerCascade,
  registerDoctor,
  registerDrill,
  registerParity,
  registerStart,
  registerVerify,
];

const USAGE_EXIT_CODE = 2;

function build(): Command {
  const program = new Command('bulkhead')
    .description(manifest.description)
    .version(manifest.version)
    .showHelpAfterError('Type `bulkhead --help` for what there is.')
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'bulkhead: ')),
    })
    .exitOverride();
  for (const register of verbs) register(program);
  return program;
}

/** Runs one command line (what stands after `bulkhead`) and resolves to its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await build().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
    return asked ? 0 : USAGE_EXIT_CODE;
  }
  return Number(process.exitCode ?? 0);
}

if (import.meta.main) {
  setCompilerOptions();
  process.exitCode = await run(process.argv.slice(2));
}
