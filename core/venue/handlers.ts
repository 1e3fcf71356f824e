/** Which function applies which command, after what it names has been found to exist. */
import { openAccount, openSubaccount, setLimits, suspendAccount } from './accounts/opening.ts';
import { registerOperator, registerStrategy } from './authority/people.ts';
import { approveProposal, openProposal, rejectProposal } from './authority/proposals.ts';
import { closeSession, loseSession } from './authority/ending.ts';
import type { Command, CommandKind, CommandOf } from './commands.ts';
import { mirrorCollateral, releaseCollateral, transfer } from './custody/collateral.ts';
import { reportFigure } from './external/figures.ts';
import { reachRefusal } from './external/gate.ts';
import { openObserved, reportFill, reportTransfer } from './external/reports.ts';
import { reportSnapshot } from './external/snapshot.ts';
import { amendInstrument } from './instruments/amending.ts';
import { haltInstrument, resumeInstrument } from './instruments/life.ts';
import { listAsset, listInstrument } from './instruments/listing.ts';
import { settleInstrument } from './instruments/settlement.ts';
import { releaseThrottle, setOrderLimits, setOrderRates } from './limits/settings.ts';
import { grantWaiver } from './limits/waivers.ts';
import { contribute } from './liquidation/fund.ts';
import { acknowledgeCall, snoozeCall } from './margin/calls.ts';
import { setMode } from './margin/mode.ts';
import { setRiskLimit } from './margin/risk-limit.ts';
import { setSpotOffset } from './margin/spot-offset.ts';
import { keepsBounds } from './margin/screen.ts';
import { isolatePosition, setLeverage, transferMargin } from './margin/settings.ts';
import { setRatios } from './margin/ratios.ts';
import { setCollateral, setPortfolio } from './margin/terms.ts';
import { invariant } from './numbers.ts';
import { amendOrder, cancelOrder } from './orders/changing.ts';
import { closePosition, placeOrder } from './orders/entry.ts';
import { engageKill, releaseKill } from './orders/kill-switch.ts';
import { cancelAll, cancelAllAfter } from './orders/mass-cancel.ts';
import { refused } from './outcomes.ts';
import type { Outcome, OutcomeCode } from './outcomes.ts';
import { defineIndex, observePrice, setPriceStatus, tickClock } from './pricing/stages.ts';
import type { VenueState } from './state.ts';
import { defineProfile } from './profiles/defining.ts';
import type { Step } from './step.ts';

/** The commands that nearly all are. */
export type OrderCommand = CommandOf<'order.place'> | CommandOf<'order.cancel'>;

type Handler<K extends CommandKind> = (step: Step, command: CommandOf<K>) => Outcome;
type Handlers = { readonly [K in CommandKind]: Handler<K> };

const handlers: Handlers = {
  'session.open': () => {
    invariant(false, 'a session is opened before handlers are asked');
  },
  'session.close': closeSession,
  'operator.register': registerOperator,
  'strategy.register': registerStrategy,
  'proposal.open': openProposal,
  'proposal.approve': (step, command) =>
    approveProposal(step, command, (inner) => handleCommand(step, inner)),
  'proposal.reject': rejectProposal,
  'clock.tick': tickClock,
  'asset.list': listAsset,
  'index.define': defineIndex,
  'instrument.list': listInstrument,
  'instrument.halt': haltInstrument,
  'instrument.resume': resumeInstrument,
  'price.observe': observePrice,
  'price.status': setPriceStatus,
  'call.acknowledge': acknowledgeCall,
  'call.snooze': snoozeCall,
  'account.open': openAccount,
  'account.suspend': suspendAccount,
  'subaccount.open': openSubaccount,
  'subaccount.mode': setMode,
  'subaccount.spotOffset': setSpotOffset,
  'subaccount.ratios': setRatios,
  'subaccount.limits': setLimits,
  'collateral.mirror': mirrorCollateral,
  'collateral.release': releaseCollateral,
  transfer,
  'order.place': placeOrder,
  'order.amend': amendOrder,
  'order.cancel': cancelOrder,
  'order.cancelAll': cancelAll,
  'position.close': closePosition,
  'position.leverage': setLeverage,
  'position.isolate': isolatePosition,
  'position.transferMargin': transferMargin,
  'insurance.contribute': contribute,
  'subaccount.orderLimits': setOrderLimits,
  'subaccount.orderRates': setOrderRates,
  'throttle.release': releaseThrottle,
  'waiver.grant': grantWaiver,
  'order.cancelAllAfter': cancelAllAfter,
  'session.disconnect': loseSession,
  'kill.engage': engageKill,
  'kill.release': releaseKill,
  'instrument.settle': settleInstrument,
  'instrument.amend': amendInstrument,
  'asset.collateral': setCollateral,
  'index.portfolio': setPortfolio,
  'profile.define': defineProfile,
  'external.open': openObserved,
  'external.snapshot': reportSnapshot,
  'external.fill': reportFill,
  'external.transfer': reportTransfer,
  'external.venueFigure': reportFigure,
  'position.riskLimit': setRiskLimit,
};

function isListed(list: readonly unknown[], id: number | undefined): boolean {
  return id === undefined || list[id - 1] !== undefined;
}

/** Always possible, if there is anything left to cancel. */
const CANCELS: ReadonlySet<CommandKind> = new Set(['order.cancel', 'order.cancelAll']);

function isSettled({ instruments }: VenueState, id: number | undefined): boolean {
  return id !== undefined && instruments[id - 1]?.state === 'settled';
}

/** What a command names must exist, and not be over, whoever applies it later. Rule LIFE-05. */
function namesRefusal(state: VenueState, command: Command): Exclude<OutcomeCode, 'OK'> | null {
  const { subaccounts, instruments } = state;
  const names = command as { subaccount?: number; instrument?: number };
  if (!isListed(subaccounts, names.subaccount)) return 'UNKNOWN_SUBACCOUNT';
  if (!isListed(instruments, names.instrument)) return 'UNKNOWN_INSTRUMENT';
  if (isSettled(state, names.instrument) && !CANCELS.has(command.kind)) return 'INSTRUMENT_SETTLED';
  if (command.kind !== 'transfer') return null;
  const bothListed = isListed(subaccounts, command.from) && isListed(subaccounts, command.to);
  return bothListed ? null : 'UNKNOWN_SUBACCOUNT';
}

/**
 * Places or cancels an order of a subaccount that exists: the two commands that nearly all are,
 * without a look at what else a command may name.
 */
export function handleOrder(step: Step, command: OrderCommand): Outcome {
  const instrument = step.state.instruments[command.instrument - 1];
  if (instrument === undefined) return refused('UNKNOWN_INSTRUMENT');
  if (command.kind === 'order.cancel') return cancelOrder(step, command);
  return instrument.state === 'settled' ? refused('INSTRUMENT_SETTLED') : placeOrder(step, command);
}

/** What these change is told to headroom as it happens; all else voids it. Rule MARG-12. */
function keepsHeadroom(kind: CommandKind): boolean {
  return (
    kind === 'order.place' ||
    kind === 'order.cancel' ||
    kind === 'order.amend' ||
    kind === 'order.cancelAll' ||
    kind === 'position.close'
  );
}

/** Applies a command that its giver may give, once the names it mentions have been found. */
export function handleCommand(step: Step, command: Command): Outcome {
  const against = namesRefusal(step.state, command);
  if (against !== null) return refused(against);
  const beyond = reachRefusal(step.state, command);
  if (beyond !== null) return beyond;
  if (!keepsHeadroom(command.kind)) {
    for (const { holders } of step.state.instruments) holders.void();
  }
  if (!keepsBounds(command.kind)) step.ledger.touched.touchAll();
  const handler = handlers[command.kind] as (step: Step, command: Command) => Outcome;
  return handler(step, command);
}
