/** A founded venue to load: the instruments that come with the program, a house and a few desks. */
import { foundingCommands, loadResources } from '../../host/founding.ts';
import type { Command, CommandOf } from '../../venue/commands.ts';

export type SpeakerName = 'core' | 'custodian' | 'feed' | 'clock' | 'house' | 'trader';

/** A command and who gives it. */
export interface Spoken {
  readonly speaker: SpeakerName;
  readonly command: Command;
}

/** Ids that a fresh venue gives; its own three subaccounts come first. */
export const USDT = 1;
export const BTC_INDEX = 1;
export const BTCUSDT = 1;
export const HOUSE_SUBACCOUNTS = [4, 5] as const;
export const FIRST_DESK_SUBACCOUNT = 6;

export const TRADER = 1;
const ADMIN = 2;
const HOUSE_ACCOUNT = 2;
const DESK_ACCOUNT = 3;
const FIRST_HOUSE_OWNER = 65_001;

/** The command that opens or resumes a speaker's session, always of the same name. */
export function openCommand(speaker: SpeakerName): CommandOf<'session.open'> {
  const who =
    speaker === 'trader'
      ? ({ operator: TRADER, role: 'trader' } as const)
      : ({ system: speaker, role: 'system' } as const);
  const kind = 'session.open';
  return { kind, session: `bench/${speaker}`, ...who, channel: 'internal', workstation: 'bench' };
}

export interface DeskOptions {
  readonly label: string;
  readonly mode: 'cross' | 'isolated';
  readonly collateralAtoms: number;
}

function deskCommands({ label, mode, collateralAtoms }: DeskOptions, n: number): Spoken[] {
  const subaccount = FIRST_DESK_SUBACCOUNT + n;
  const kind = 'subaccount.open';
  return [
    {
      speaker: 'core',
      command: { kind, account: DESK_ACCOUNT, label, desk: 'bench', owner: n + 1, mode },
    },
    {
      speaker: 'custodian',
      command: {
        kind: 'collateral.mirror',
        subaccount,
        asset: USDT,
        amountAtoms: collateralAtoms,
        source: 'bench-custodian',
        sourceSequence: n + 1,
      },
    },
  ];
}

function core(command: Command): Spoken {
  return { speaker: 'core', command };
}

/** Who may speak without being registered first; the trader's session opens after the founding. */
export const SYSTEM_SPEAKERS = ['core', 'custodian', 'feed', 'clock', 'house'] as const;

/** What founds the venue once the sessions of SYSTEM_SPEAKERS are open, in order. */
export function foundingScript(desks: readonly DeskOptions[], fundAtoms: number): Spoken[] {
  const register = 'operator.register';
  return [
    ...foundingCommands(loadResources(), 'replay').map((command) => core(command)),
    core({ kind: register, operator: TRADER, roles: ['trader'], desks: [] }),
    core({ kind: register, operator: ADMIN, roles: ['admin'], desks: [] }),
    core({ kind: 'account.open', label: 'House', accountKind: 'house' }),
    core({ kind: 'account.open', label: 'Desks', accountKind: 'paper' }),
    ...HOUSE_SUBACCOUNTS.map((_, n) =>
      core({
        kind: 'subaccount.open',
        account: HOUSE_ACCOUNT,
        label: `House ${n + 1}`,
        desk: 'house',
        owner: FIRST_HOUSE_OWNER + n,
        mode: 'cross',
      }),
    ),
    ...desks.flatMap(deskCommands),
    core({ kind: 'insurance.contribute', asset: USDT, amountAtoms: fundAtoms }),
  ];
}

/** What the one source of an index shows: a price in 1e-8 of the quote, one either side. */
export function observation(
  index: number,
  priceE8: number,
  timeUs: number,
): CommandOf<'price.observe'> {
  const input = {
    source: 0,
    bidE8: priceE8 - 1,
    askE8: priceE8 + 1,
    lastE8: priceE8,
    lastAgeMs: 0,
    sourceTimeUs: timeUs,
    receiveAgeMs: 0,
    flags: 0,
  };
  return { kind: 'price.observe', index, inputs: [input], secondaryE8: 0 };
}
