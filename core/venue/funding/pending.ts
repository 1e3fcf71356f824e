/**
 * Margin with the funding in it that a holder would pay as it stands, as venues ask that want it to
 * be there before it is due: `margin-rules.md` sections 4 and 7. Rule VAR-33.
 */
import type { Step } from '../step.ts';
import { rampedTerms } from '../margin/ramp.ts';
import type { Terms } from '../margin/tiers.ts';
import { clamp, E8, mulDivCeil } from '../numbers.ts';
import type { Lots, Ppm, RateE8, TimeUs } from '../numbers.ts';
import type { Instrument, VenueState } from '../state.ts';
import { isFunded, payableRateE8 } from './funding.ts';
import type { FundingState } from './funding.ts';
import { fundingOf } from './ways.ts';

type FundedSpec = Parameters<typeof fundingOf>[0];

/** What all rates of a holder have more in them: so many times what it would pay, up to a ppm. */
export function pendingPpm(factorPpm: Ppm, rateE8: RateE8, lots: Lots): Ppm {
  const owedE8 = Math.sign(lots) * rateE8;
  return owedE8 <= 0 ? 0 : mulDivCeil(owedE8, factorPpm, E8);
}

/** The terms of who holds so many lots, or would; a minus is short. */
export function pendingTerms(
  terms: Terms,
  { pendingE8 = 0 }: Pick<FundingState, 'pendingE8'>,
  lots: Lots,
): Terms {
  const morePpm = pendingPpm(terms.margin.pendingFundingPpm ?? 0, pendingE8, lots);
  return morePpm === 0 ? terms : rampedTerms(terms, morePpm);
}

/** The terms of who would pay all that the cap lets: margin must be able to be asked by them. */
export function mostPendingTerms(terms: Terms, capE8: RateE8): Terms {
  return pendingTerms(terms, { pendingE8: capE8 }, 1);
}

/** Whether anybody is asked so in an instrument: by its own terms or those of a profile. */
function isAsked({ profiles }: VenueState, { id, spec }: Instrument): boolean {
  if (spec.margin.pendingFundingPpm !== undefined) return true;
  return profiles.some(({ contracts }) =>
    contracts.some(
      ({ instrument, margin }) => instrument === id && margin.pendingFundingPpm !== undefined,
    ),
  );
}

/** The rate that margin has in it, as it stands. Rule VAR-33. */
export function pendingNowE8(spec: FundedSpec, funding: FundingState, timeUs: TimeUs): RateE8 {
  const parameters = fundingOf(spec);
  const rateE8 = payableRateE8(parameters, funding, timeUs);
  return clamp(rateE8, -parameters.capE8, parameters.capE8);
}

/** Takes up the rates that stand now; whoever holds something is then valued. Rule VAR-33. */
export function setPending({ state, ledger, timeUs }: Step): void {
  for (const instrument of state.instruments) {
    const { funding, spec } = instrument;
    if (!isFunded(spec) || !isAsked(state, instrument)) continue;
    const pendingE8 = pendingNowE8(spec, funding, timeUs);
    if (pendingE8 === (funding.pendingE8 ?? 0)) continue;
    funding.pendingE8 = pendingE8;
    ledger.touched.touchAll();
  }
}
