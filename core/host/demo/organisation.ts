/**
 * Founds the demo organisation on a venue, once: what stands already is left as it is, so that a
 * founding that was cut off goes on and a second one does nothing.
 */
import type { Command } from '../../venue/commands.ts';
import type { VenueState } from '../../venue/state.ts';
import type { Connection } from '../../sequencer/connection.ts';
import { decided } from '../replay/inflight.ts';
import type { Port } from '../replay/port.ts';
import type { DemoFile, DemoSubaccount } from './demo-file.ts';
import { DemoError } from './errors.ts';
import { stands } from './founded.ts';
import { accountId, assetId, instrumentId, subaccountId, traderOf } from './lookups.ts';
import { openingStrategy, openingTraders } from './openings.ts';
import { connectSystem, connectOperator } from './sessions.ts';

/** The house's subaccounts: who keeps the books standing, and who sends the recorded trades. */
export const BOOK_SUBACCOUNT = 'House-Book';
export const TAPE_SUBACCOUNT = 'House-Tape';

const HOUSE_ACCOUNT = 'House';
/** Owner groups of their own: book and tape trade with each other, and each with every desk. */
const HOUSE = [
  { label: BOOK_SUBACCOUNT, owner: 65_001 },
  { label: TAPE_SUBACCOUNT, owner: 65_002 },
] as const;

/** Commands of a founding that are under way together: none makes what another of them makes. */
const COMMANDS_AT_ONCE = 1_024;

function isAdmin({ roles }: DemoFile['operators'][number]): boolean {
  return roles.includes('admin');
}

class Founder {
  readonly #port: Port;
  readonly #demo: DemoFile;
  readonly #timeUs: number;

  constructor(port: Port, demo: DemoFile, timeUs: number) {
    this.#port = port;
    this.#demo = demo;
    this.#timeUs = timeUs;
  }

  /** Gives those commands whose outcome is not there yet, in order, many to a batch. */
  async #ensure(connection: Connection, commands: readonly Command[]): Promise<void> {
    for (let from = 0; from < commands.length; from += COMMANDS_AT_ONCE) {
      const part = commands.slice(from, from + COMMANDS_AT_ONCE);
      const missing = part.filter((command) => !stands(this.#port.venue.state, command));
      await Promise.all(missing.map((command) => this.#give(connection, command)));
    }
  }

  async #give(connection: Connection, command: Command): Promise<void> {
    const { code } = decided(await connection.submit(command, { timeUs: this.#timeUs }));
    if (code === 'OK') return;
    const sentence = `This log cannot become a demo's: ${command.kind} was refused, ${code}.`;
    throw new DemoError('NOT_A_DEMO', sentence);
  }

  async found(market: readonly Command[]): Promise<void> {
    const { state } = this.#port.venue;
    const core = await connectSystem(this.#port, 'core', 'founder', this.#timeUs);
    await this.#ensure(core, market);
    await this.#ensure(core, this.#operators());
    await this.#ensure(core, [
      { kind: 'account.open', label: HOUSE_ACCOUNT, accountKind: 'house' },
      { kind: 'account.open', label: this.#demo.organisation, accountKind: 'paper' },
    ]);
    await this.#ensure(core, this.#subaccounts(state));
    await this.#ensure(core, this.#strategies());
    await this.#ensure(core, this.#limits(state));
    await this.#ensure(core, this.#contributions(state));
    const custodian = await connectSystem(this.#port, 'custodian', 'custodian', this.#timeUs);
    await this.#ensure(custodian, this.#collateral(state));
    await this.#setLeverage(state);
  }

  /** Admins last: from the second one on it takes two people to register anybody. */
  #operators(): Command[] {
    return this.#demo.operators
      .toSorted((a, b) => Number(isAdmin(a)) - Number(isAdmin(b)))
      .map(({ operator, roles, desks }) => ({ kind: 'operator.register', operator, roles, desks }));
  }

  #subaccounts(state: VenueState): Command[] {
    const house = accountId(state, HOUSE_ACCOUNT);
    const organisation = accountId(state, this.#demo.organisation);
    return [
      ...HOUSE.map(({ label, owner }) => ({
        kind: 'subaccount.open' as const,
        account: house,
        label,
        desk: 'house',
        owner,
        mode: 'cross' as const,
      })),
      ...this.#demo.subaccounts.map(({ label, desk, owner, mode }) => ({
        kind: 'subaccount.open' as const,
        account: organisation,
        label,
        desk,
        owner,
        mode,
      })),
    ];
  }

  #strategies(): Command[] {
    return [
      ...this.#demo.subaccounts.flatMap(({ desk, strategy }) =>
        strategy === undefined
          ? []
          : [registration(traderOf(this.#demo, desk), strategy.label, strategy.algorithm)],
      ),
      ...openingTraders(this.#demo).map((trader) =>
        registration(trader, openingStrategy(trader), 'opening 1.0'),
      ),
    ];
  }

  #limits(state: VenueState): Command[] {
    return this.#demo.subaccounts.flatMap(({ label, callPercents }) =>
      callPercents === undefined
        ? []
        : [{ kind: 'subaccount.limits', subaccount: subaccountId(state, label), callPercents }],
    );
  }

  #contributions(state: VenueState): Command[] {
    return this.#demo.insurance.map(({ asset, amountAtoms }) => ({
      kind: 'insurance.contribute',
      asset: assetId(state, asset),
      amountAtoms,
    }));
  }

  /** Each entry of the file has its own source sequence, so it is credited once. */
  #collateral(state: VenueState): Command[] {
    const entries = this.#demo.subaccounts.flatMap(({ label, collateral }) =>
      collateral.map((entry) => ({ label, ...entry })),
    );
    return entries.map(({ label, asset, amountAtoms }, n) => ({
      kind: 'collateral.mirror',
      subaccount: subaccountId(state, label),
      asset: assetId(state, asset),
      amountAtoms,
      source: this.#demo.custodian,
      sourceSequence: n + 1,
    }));
  }

  /** Leverage is a trader's to set. */
  async #setLeverage(state: VenueState): Promise<void> {
    for (const trader of this.#demo.operators.filter(({ roles }) => roles.includes('trader'))) {
      const own = this.#demo.subaccounts.filter(
        ({ desk }) => traderOf(this.#demo, desk) === trader.operator,
      );
      const commands = own.flatMap((entry) => leverageOf(state, entry));
      if (commands.every((command) => stands(state, command))) continue;
      const name = `founder-${trader.operator}`;
      const connection = await connectOperator(
        this.#port,
        { operator: trader.operator, role: 'trader' },
        name,
        this.#timeUs,
      );
      await this.#ensure(connection, commands);
    }
  }
}

/** Person and algorithm are both named: the trader decides, the strategy's owner executes. */
function registration(trader: number, label: string, algorithm: string): Command {
  return {
    kind: 'strategy.register',
    label,
    decisionMaker: trader,
    executor: trader,
    algorithm,
  };
}

function leverageOf(state: VenueState, { label, leverage }: DemoSubaccount): Command[] {
  return leverage.map(({ instrument, leverageX100 }) => ({
    kind: 'position.leverage',
    subaccount: subaccountId(state, label),
    instrument: instrumentId(state, instrument),
    leverageX100,
  }));
}

/** A log with somebody else's operators is not the demo's, and nothing is founded in it. */
function requireOwnLog(port: Port, demo: DemoFile): void {
  const own = new Set(demo.operators.map(({ operator }) => operator));
  const { operators } = port.venue.state;
  const stranger = operators.find(({ id }) => !own.has(id));
  if (stranger !== undefined) {
    const sentence = `Operator ${stranger.id} of this log is not of the demo organisation.`;
    throw new DemoError('NOT_A_DEMO', sentence);
  }
  const isSmaller = demo.operators.some(({ operator, desks }) => {
    const known = operators.find(({ id }) => id === operator);
    return known !== undefined && !desks.every((desk) => known.desks.includes(desk));
  });
  if (!isSmaller) return;
  const sentence = 'This log began with the organisation of 16 subaccounts and keeps it.';
  throw new DemoError('NOT_A_DEMO', sentence);
}

/**
 * Founds what is missing: `market` lists assets, indices and instruments, the rest is the demo's.
 * Commands are stamped with `timeUs`, in microseconds since 1970 UTC. Throws a DemoError where the
 * log is another's or the venue refuses.
 */
export async function foundOrganisation(
  port: Port,
  demo: DemoFile,
  market: readonly Command[],
  timeUs: number,
): Promise<void> {
  requireOwnLog(port, demo);
  await new Founder(port, demo, timeUs).found(market);
}
