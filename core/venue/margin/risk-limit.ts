/**
 * The risk limit of a position: the tier that its holder chose, which it is asked by at the least,
 * and which it may not grow beyond where the instrument refuses that. `margin-rules.md` section 4.
 */
import type { Side } from '../book/contract.ts';
import { BUY, SELL } from '../book/contract.ts';
import type { CommandOf } from '../commands.ts';
import { notionalAtoms } from '../instruments/value.ts';
import type { Atoms } from '../numbers.ts';
import { done, refused } from '../outcomes.ts';
import type { Outcome } from '../outcomes.ts';
import { at, isMargined } from '../state.ts';
import type { Bucket, Instrument, Subaccount } from '../state.ts';
import type { Step } from '../step.ts';
import { isProfiled } from './account-terms.ts';
import { ordersOf } from './requirements.ts';
import type { CandidateOrder } from './requirements.ts';
import { missingInitialAtoms } from './settings.ts';
import { stepAt } from './tiers.ts';

/** What a position is worth at the mark, with the orders of a side that increase it, if asked. */
function openedAtoms(
  { scales, markTicks, positions }: Instrument,
  subaccount: number,
  side: Side,
  orders: ReturnType<typeof ordersOf>,
): Atoms {
  const held = side * at(positions, subaccount).lots;
  let reducible = Math.max(0, -held);
  let opened = held > 0 ? notionalAtoms(scales, held, markTicks) : 0;
  for (const order of orders.toSorted((a, b) => side * (b.priceTicks - a.priceTicks))) {
    if (order.reduceOnly) continue;
    const lots = Math.max(0, order.lots - reducible);
    reducible -= order.lots - lots;
    if (lots > 0) opened += notionalAtoms(scales, lots, order.priceTicks);
  }
  return opened;
}

/** The most that a position may be worth in a tier: what the next one begins above. */
function limitAtoms({ spec }: Instrument, tier: number): Atoms {
  return spec.margin.tiers[tier + 1]?.floorAtoms ?? Number.MAX_SAFE_INTEGER;
}

function choose(step: Step, instrument: Instrument, subaccount: number, tier: number): void {
  setTier(instrument, subaccount, tier);
  step.events.emit('position.riskLimit', subaccount, instrument.id, tier + 1);
}

/** The first tier is what nobody chose. */
function setTier({ riskTiers }: Instrument, subaccount: number, tier: number): void {
  if (tier === 0) riskTiers.delete(subaccount);
  else riskTiers.set(subaccount, tier);
}

/** Null when a position with its orders stays within the limit that binds it. Rule VAR-17. */
export function riskLimitRefusal(
  { id }: Subaccount,
  instrument: Instrument,
  candidate: CandidateOrder,
): Outcome | null {
  const { riskLimit } = instrument.spec.margin;
  if (riskLimit !== 'refused' || isProfiled(instrument, id)) return null;
  const { side, lots } = candidate;
  if (candidate.reduceOnly || -side * at(instrument.positions, id).lots >= lots) return null;
  const most = limitAtoms(instrument, instrument.riskTiers.get(id) ?? 0);
  const opened = openedAtoms(instrument, id, side, ordersOf(instrument, id, side, candidate));
  return opened > most ? refused('OVER_RISK_LIMIT', most) : null;
}

/** What a position is worth with the orders of its worse side. */
function worseAtoms(instrument: Instrument, subaccount: number): Atoms {
  const side = (way: Side): Atoms =>
    openedAtoms(instrument, subaccount, way, ordersOf(instrument, subaccount, way, null));
  return Math.max(side(BUY), side(SELL));
}

/** Chooses a tier if position and orders fit in it, and margin passes with it. Rule VAR-17. */
export function setRiskLimit(step: Step, command: CommandOf<'position.riskLimit'>): Outcome {
  const { state } = step;
  const subaccount = at(state.subaccounts, command.subaccount);
  const instrument = at(state.instruments, command.instrument);
  const { riskLimit, tiers } = instrument.spec.margin;
  if (riskLimit === undefined || isProfiled(instrument, subaccount.id)) {
    return refused('NO_RISK_LIMIT');
  }
  if (!isMargined(state, subaccount)) return refused('WRONG_ACCOUNT_KIND');
  const tier = command.tier - 1;
  if (tiers[tier] === undefined) return refused('NO_RISK_LIMIT', tiers.length);
  const before = instrument.riskTiers.get(subaccount.id) ?? 0;
  if (tier === before) return refused('NOTHING_TO_CHANGE');
  const most = limitAtoms(instrument, tier);
  const isTooSmall = riskLimit === 'refused' && worseAtoms(instrument, subaccount.id) > most;
  if (tier < before && isTooSmall) return refused('OVER_RISK_LIMIT', most);
  setTier(instrument, subaccount.id, tier);
  const missing = tier > before ? missingInitialAtoms(state, subaccount, instrument) : 0;
  if (missing > 0) {
    setTier(instrument, subaccount.id, before);
    return refused('INSUFFICIENT_MARGIN', missing);
  }
  choose(step, instrument, subaccount.id, tier);
  return done();
}

/**
 * Lowers the limits of a bucket that is liquidated by a ladder to what its positions need, with
 * their orders or alone; whether any was lower then. Rule VAR-18.
 */
export function lowersLimits(
  step: Step,
  { subaccount, asset, instrument: own }: Bucket,
  keepsOrders: boolean,
): boolean {
  let isLower = false;
  for (const instrument of step.state.instruments) {
    const { riskTiers, spec, positions, scales, markTicks } = instrument;
    const chosen = riskTiers.get(subaccount) ?? 0;
    const { lots } = at(positions, subaccount);
    const isIn = own === 0 ? spec.settleAsset === asset : own === instrument.id;
    if (chosen === 0 || lots === 0 || !isIn) continue;
    const { ladderTiers } = spec.liquidation;
    if (ladderTiers === undefined || spec.margin.riskLimit === undefined) continue;
    const alone = notionalAtoms(scales, Math.abs(lots), markTicks);
    const needed = stepAt(
      spec.margin.tiers,
      keepsOrders ? worseAtoms(instrument, subaccount) : alone,
    );
    if (needed >= chosen) continue;
    choose(step, instrument, subaccount, needed);
    isLower = true;
  }
  return isLower;
}
