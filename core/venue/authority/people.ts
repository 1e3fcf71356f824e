/** Operators and strategies come into being; people's names are kept outside the chain. */
import type { CommandOf } from '../commands.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import type { Step } from '../step.ts';

const MOST_STRATEGIES = 65_535;

/** Registers an operator, or replaces what a registered one may do. Rule AUTH-05. */
export function registerOperator(step: Step, command: CommandOf<'operator.register'>): Outcome {
  const { operators } = step.state;
  if (command.roles.includes('system')) return refused('NOT_AUTHORISED');
  const roles = [...command.roles];
  const desks = [...command.desks];
  const known = operators.find((entry) => entry.id === command.operator);
  if (known === undefined) operators.push({ id: command.operator, roles, desks });
  else Object.assign(known, { roles, desks });
  step.orderAuthority.forget();
  step.events.emit('operator.registered', command.operator);
  return done(command.operator);
}

/** Gives a strategy its number, with who decides and who executes (MiFID RTS 24). Rule AUTH-09. */
export function registerStrategy(step: Step, command: CommandOf<'strategy.register'>): Outcome {
  const { strategies, operators } = step.state;
  if (strategies.some((entry) => entry.label === command.label)) return refused('ALREADY_EXISTS');
  const isKnown = (id: number): boolean => operators.some((entry) => entry.id === id);
  if (!isKnown(command.decisionMaker) || !isKnown(command.executor)) {
    return refused('UNKNOWN_OPERATOR');
  }
  if (strategies.length === MOST_STRATEGIES) return refused('TOO_MANY');
  const id = strategies.length + 1;
  const { label, decisionMaker, executor, algorithm } = command;
  strategies.push({ id, label, decisionMaker, executor, algorithm: algorithm ?? '' });
  step.events.emit('strategy.registered', id, decisionMaker, executor);
  return done(id);
}
