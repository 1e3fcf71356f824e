/**
 * Who may do what: the whole table, as data. A trader acts for the subaccounts of the operator's
 * desks only. `twoPeople` commands are refused when sent directly: they need a proposal that
 * another operator approves. Sessions of the core itself are told apart by what they are.
 */
import type { CommandKind, Role } from '../commands.ts';

export type SystemName = 'core' | 'clock' | 'feed' | 'custodian' | 'house' | 'observer';

const everySystem: readonly SystemName[] = [
  'core',
  'clock',
  'feed',
  'custodian',
  'house',
  'observer',
];

export interface Authority {
  readonly roles: readonly Role[];
  readonly systems: readonly SystemName[];
  readonly twoPeople?: true;
}

const everyone: readonly Role[] = ['trader', 'risk', 'treasurer', 'compliance', 'auditor', 'admin'];
const orders: Authority = { roles: ['trader'], systems: ['house'] };
const riskReducing: Authority = { roles: ['trader', 'risk'], systems: ['house'] };
const admin: Authority = { roles: ['admin'], systems: ['core'] };
/** Parameters of margin: two people of risk, and the core at the founding. */
const twoRisk: Authority = { roles: ['risk'], systems: ['core'], twoPeople: true };
/** Who watches other venues, and people of risk who read their files. */
const observers: Authority = { roles: ['risk'], systems: ['core', 'observer'] };
const twoAdmins: Authority = { roles: ['admin'], systems: ['core'], twoPeople: true };

export const authorityTable: Readonly<Record<CommandKind, Authority>> = {
  'session.open': { roles: everyone, systems: everySystem },
  'session.close': { roles: everyone, systems: everySystem },
  'operator.register': twoAdmins,
  'strategy.register': { roles: ['trader', 'admin'], systems: ['core'] },
  'proposal.open': { roles: ['trader', 'risk', 'treasurer', 'compliance', 'admin'], systems: [] },
  'proposal.approve': { roles: ['risk', 'treasurer', 'compliance', 'admin'], systems: [] },
  'proposal.reject': { roles: ['risk', 'treasurer', 'compliance', 'admin'], systems: [] },
  'clock.tick': { roles: [], systems: ['core', 'clock'] },
  'asset.list': admin,
  'index.define': admin,
  'profile.define': admin,
  'instrument.list': admin,
  'asset.collateral': twoRisk,
  'index.portfolio': twoRisk,
  'instrument.halt': { roles: ['risk', 'admin'], systems: ['core'] },
  'instrument.resume': { roles: ['risk', 'admin'], systems: [], twoPeople: true },
  'instrument.settle': { roles: ['risk', 'admin'], systems: [], twoPeople: true },
  'instrument.amend': { roles: ['risk', 'admin'], systems: [], twoPeople: true },
  'price.observe': { roles: [], systems: ['core', 'feed'] },
  'price.status': { roles: ['risk'], systems: [], twoPeople: true },
  'call.acknowledge': { roles: ['trader', 'risk'], systems: [] },
  'call.snooze': { roles: ['trader', 'risk'], systems: [] },
  'account.open': admin,
  'account.suspend': { roles: ['risk', 'compliance', 'admin'], systems: [] },
  'subaccount.open': admin,
  'subaccount.mode': { roles: ['trader', 'risk'], systems: ['core'] },
  'subaccount.spotOffset': { roles: ['trader', 'risk'], systems: ['core'] },
  'subaccount.limits': { roles: ['risk'], systems: ['core'] },
  'subaccount.ratios': twoRisk,
  'collateral.mirror': { roles: [], systems: ['core', 'custodian'] },
  'collateral.release': { roles: [], systems: ['custodian'] },
  transfer: { roles: ['trader', 'treasurer'], systems: [] },
  'order.place': orders,
  'order.amend': orders,
  'order.cancel': riskReducing,
  'order.cancelAll': riskReducing,
  'position.close': { roles: ['trader', 'risk'], systems: [] },
  'position.leverage': { roles: ['trader'], systems: [] },
  'position.riskLimit': { roles: ['trader'], systems: [] },
  'position.isolate': { roles: ['trader'], systems: [] },
  'position.transferMargin': { roles: ['trader'], systems: [] },
  'insurance.contribute': { roles: ['treasurer'], systems: ['core'] },
  'subaccount.orderLimits': { roles: ['risk'], systems: ['core'] },
  'subaccount.orderRates': { roles: ['risk'], systems: ['core'] },
  'throttle.release': { roles: ['risk'], systems: [], twoPeople: true },
  // Who wants the order asks for it; to approve takes a role that may approve at all.
  'waiver.grant': { roles: ['trader', 'risk'], systems: [], twoPeople: true },
  'order.cancelAllAfter': riskReducing,
  'session.disconnect': { roles: everyone, systems: everySystem },
  // By scope, as kill-authority.ts has it.
  'kill.engage': { roles: ['trader', 'risk', 'admin'], systems: [] },
  'kill.release': { roles: ['trader', 'risk', 'admin'], systems: [] },
  'external.open': admin,
  'external.snapshot': observers,
  'external.fill': observers,
  'external.transfer': observers,
  'external.venueFigure': observers,
};
