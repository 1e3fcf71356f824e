/** A fresh venue gets its instruments and its organisation as it gets everything: by commands. */
import type { Command, CommandOf } from '../../venue/commands.ts';
import { outcomeSentence } from '../../venue/outcomes.ts';
import type { Outcome } from '../../venue/outcomes.ts';
import { laidOver } from '../catalogue.ts';
import { foundingCommands, loadResources, ResourceError } from '../founding.ts';
import type { Resources } from '../founding.ts';
import { loadProfiles, profileCommand } from '../profiles.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';
import type { Drill, Organisation } from './schema.ts';
import type { Stage, Told } from './stage.ts';
import { venueCommands } from './venues.ts';

const SYSTEMS = ['core', 'clock', 'feed', 'custodian', 'house', 'observer'] as const;
/** The house quotes as one owner and sends the tape as another, so that the two may trade. */
export const BOOK_SUBACCOUNT = 'house-book';
export const TAPE_SUBACCOUNT = 'house-tape';
const HOUSE = 'house';

type Entry = Readonly<Record<string, unknown>>;
type ProfileDefinition = CommandOf<'profile.define'>;

/** Whole numbers stand in a drill as the text that was written. */
function numbersOf(value: unknown): unknown {
  if (typeof value === 'string') return /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(numbersOf);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, numbersOf(inner)]));
}

function isRecord(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The terms of pooled margin with what the drill changes in them, likewise. */
function withTerms(file: unknown, drill: Drill): unknown {
  const laid = (of: 'collateral' | 'portfolio', name: 'asset' | 'index'): unknown[] => {
    const entries = (file as Readonly<Record<typeof of, readonly Entry[]>>)[of];
    const patches = drill[of];
    const unknown = Object.keys(patches).find(
      (one) => !entries.some((entry) => entry[name] === one),
    );
    if (unknown !== undefined) {
      throw new ResourceError('UNKNOWN_NAME', `there are no terms of ${unknown} to change`);
    }
    return entries.map((entry) => laidOver(entry, numbersOf(patches[String(entry[name])] ?? {})));
  };
  const terms = { collateral: laid('collateral', 'asset'), portfolio: laid('portfolio', 'index') };
  return { ...(file as object), ...terms };
}

/** The listings of the resources with what the drill changes in them; names it must know. */
function patched(resources: Resources, drill: Drill): Resources {
  const { patches } = drill;
  const file = resources.instruments as { readonly instruments?: readonly Entry[] };
  const listed = file.instruments ?? [];
  const { catalogue } = resources;
  for (const symbol of Object.keys(patches)) {
    const known = [...listed, ...catalogue.instruments];
    if (known.some((entry) => entry['symbol'] === symbol)) continue;
    throw new ResourceError('UNKNOWN_NAME', `there is no instrument ${symbol} to list or change`);
  }
  const withPatch = (entry: Entry): Entry => {
    const patch = patches[String(entry['symbol'])];
    return patch === undefined ? entry : (laidOver(entry, numbersOf(patch)) as Entry);
  };
  return {
    ...resources,
    instruments: { ...file, instruments: listed.map(withPatch) },
    collateral: withTerms(resources.collateral, drill),
    catalogue: { ...catalogue, instruments: catalogue.instruments.map(withPatch) },
  };
}

class Founder {
  readonly #stage: Stage;
  problem: Problem | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  #judge(what: string, outcome: Outcome): void {
    if (outcome.code === 'OK' || this.problem !== null) return;
    const seen = `${outcome.code}: ${outcomeSentence(outcome.code)}`;
    this.problem = problem('FOUNDING', what, 'OK', seen);
  }

  open(name: string, command: Extract<Command, { kind: 'session.open' }>): void {
    this.#judge(`session ${name}`, this.#stage.open(name, command));
  }

  apply(command: Command): void {
    this.#judge(command.kind, this.#stage.apply('core', command));
  }

  send(session: string, human: Entry): void {
    const told: Told = this.#stage.send(session, human);
    if ('outcome' in told) return this.#judge(String(human['kind']), told.outcome);
    const { code, sentence } = told.refusal;
    this.problem ??= problem('FOUNDING', String(human['kind']), 'OK', `${code}: ${sentence}`);
  }
}

/** Operators get their numbers in the order of the file; whoever is an admin is registered last. */
function registerOperators(founder: Founder, stage: Stage, { operators }: Organisation): void {
  const everybody = Object.entries(operators).map(([name, entry], n) => ({
    name,
    operator: n + 1,
    ...entry,
  }));
  const admins = everybody.filter(({ roles }) => roles.includes('admin'));
  const others = everybody.filter(({ roles }) => !roles.includes('admin'));
  for (const { name, operator, roles, desks } of [...others, ...admins]) {
    stage.operators.set(name, operator);
    founder.apply({ kind: 'operator.register', operator, roles, desks });
  }
  const workstation = 'drill';
  for (const { name, operator, roles } of everybody) {
    for (const [n, role] of roles.entries()) {
      const session = n === 0 ? name : `${name}/${role}`;
      const channel = 'drill';
      const who = { session, operator, role, channel, workstation } as const;
      founder.open(session, { kind: 'session.open', ...who });
    }
  }
}

function openHouse(founder: Founder): void {
  founder.send('core', { kind: 'account.open', label: HOUSE, accountKind: 'house' });
  for (const [n, label] of [BOOK_SUBACCOUNT, TAPE_SUBACCOUNT].entries()) {
    const opened = { account: HOUSE, label, desk: HOUSE, owner: n + 1, mode: 'cross' };
    founder.send('core', { kind: 'subaccount.open', ...opened });
  }
}

/** Profiles that accounts have, defined in the order in which accounts name them. */
function profilesOf({ accounts }: Organisation, commands: readonly Command[]): ProfileDefinition[] {
  const names = [...new Set(Object.values(accounts).flatMap(({ profile }) => profile ?? []))];
  if (names.length === 0) return [];
  const profiles = loadProfiles();
  return names.map((name) => {
    const profile = profiles.get(name);
    if (profile !== undefined) return profileCommand(profile, commands);
    const known = [...profiles.keys()].join(', ');
    throw new ResourceError('UNKNOWN_NAME', `there is no profile ${name}; there are: ${known}`);
  });
}

function openAccounts(
  founder: Founder,
  { accounts, subaccounts, fund }: Organisation,
  profiles: readonly ProfileDefinition[],
): void {
  for (const [label, { kind, profile: name, venue }] of Object.entries(accounts)) {
    const profile = profiles.findIndex((one) => one.label === name) + 1;
    const asked = { ...(profile !== 0 && { profile }), ...(venue !== undefined && { venue }) };
    founder.send('core', { kind: 'account.open', label, accountKind: kind, ...asked });
  }
  const owners = [BOOK_SUBACCOUNT, TAPE_SUBACCOUNT];
  let mirrored = 0;
  for (const [label, { account, desk, owner = account, mode, collateral }] of Object.entries(
    subaccounts,
  )) {
    if (!owners.includes(owner)) owners.push(owner);
    const opened = { account, label, desk, owner: owners.indexOf(owner) + 1, mode };
    founder.send('core', { kind: 'subaccount.open', ...opened });
    for (const [asset, amount] of Object.entries(collateral)) {
      mirrored += 1;
      const attested = { subaccount: label, asset, amount, source: 'custodian' };
      const sent = { kind: 'collateral.mirror', ...attested, sourceSequence: mirrored };
      founder.send('custodian', sent);
    }
  }
  for (const [asset, amount] of Object.entries(fund)) {
    founder.send('core', { kind: 'insurance.contribute', asset, amount });
  }
}

/** Founds the venue of a drill; what went wrong, or null. */
export function found(stage: Stage, drill: Drill): Problem | null {
  let commands: Command[];
  let profiles: ProfileDefinition[];
  try {
    const resources = patched(loadResources(), drill);
    // What a drill names of the catalogue is listed there, beside what always is.
    commands = foundingCommands(resources, drill.indices, Object.keys(drill.patches));
    commands.push(...venueCommands(drill.organisation.venues, commands));
    profiles = profilesOf(drill.organisation, commands);
  } catch (error) {
    if (!(error instanceof ResourceError)) throw error;
    return problem('RESOURCE', 'instruments', 'data that fit', error.message);
  }
  const founder = new Founder(stage);
  for (const system of SYSTEMS) {
    const who = { session: system, system, role: 'system', channel: 'internal' } as const;
    founder.open(system, { kind: 'session.open', ...who, workstation: 'drill' });
  }
  for (const command of [...commands, ...profiles]) founder.apply(command);
  openHouse(founder);
  openAccounts(founder, drill.organisation, profiles);
  registerOperators(founder, stage, drill.organisation);
  stage.takeHeard();
  return founder.problem;
}
