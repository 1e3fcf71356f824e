/** The terms of a contract in words: what a trader or a risk officer would otherwise look up. */
import { RATE_HOURS, isFunded } from '../../venue/funding/funding.ts';
import { fundingOf, intervalUs } from '../../venue/funding/ways.ts';
import { windowMinutesOf } from '../../venue/instruments/settlement-price.ts';
import { groupOf } from '../../venue/liquidation/pools.ts';
import { isCapped } from '../../venue/margin/capped.ts';
import { HOUR_US, SECOND_US } from '../../venue/numbers.ts';
import { at } from '../../venue/state.ts';
import type { Instrument } from '../../venue/state.ts';
import { leverageText, rateText, shareText, spanText } from '../format.ts';
import type { ContractLine, ContractPart, ContractTerms } from '../messages.ts';
import { collateralLines, portfolioLines } from './pool-terms.ts';
import { sizeUnit } from './scales.ts';
import type { Scene } from './scene.ts';
import { line } from './terms-line.ts';

const KINDS = { linear: 'Linear', inverse: 'Inverse', quanto: 'Quanto', spot: 'Pair' } as const;

function kindOf({ spec }: Instrument): string {
  if (spec.contract === 'spot') return KINDS.spot;
  return `${KINDS[spec.contract]} ${spec.expiry === undefined ? 'perpetual' : 'future'}`;
}

function contractLines({ state, scales }: Scene, instrument: Instrument): ContractLine[] {
  const { spec } = instrument;
  const index = at(state.indices, spec.index).definition.symbol;
  const settles = `settles in ${scales.symbol(spec.settleAsset)}, index .${index}`;
  const size = `${scales.size(instrument, 1)} ${sizeUnit(instrument, index)}`;
  const { makerPpm, takerPpm, takerPartsPpm } = spec.fees;
  const parts = takerPartsPpm?.map(shareText).join(' and ') ?? '';
  return [
    line({ name: 'Contract', value: kindOf(instrument), note: settles }),
    line({ name: 'Tick, lot', value: `${scales.price(instrument, 1)}, ${size}` }),
    line({
      name: 'Maker, taker',
      value: `${shareText(makerPpm)}, ${shareText(takerPpm)}`,
      ...(parts !== '' && { note: `taker in parts of ${parts}`, rule: 'VAR-44' }),
    }),
  ];
}

/** A contract with a cap has no leverage to speak of: both sides are paid for in full. VAR-46. */
function marginLines({ scales }: Scene, instrument: Instrument): ContractLine[] {
  const { spec } = instrument;
  const [tier] = spec.margin.tiers;
  if (isCapped(spec)) {
    const cap = scales.price(instrument, spec.capTicks ?? 0);
    const note = 'a long posts its price, a short what is left of the cap';
    return [
      line({ name: 'Price capped at', value: cap, note, rule: 'VAR-46' }),
      line({ name: 'Margin', value: 'paid in full', note: 'no leverage, calls or liquidation' }),
    ];
  }
  if (spec.contract === 'spot' || tier === undefined) return [];
  const rates = `${shareText(tier.initialPpm)}, ${shareText(tier.maintenancePpm)}`;
  const most = leverageText(Math.floor(100_000_000 / Math.max(1, tier.initialPpm)));
  const count = spec.margin.tiers.length;
  const tiers = count === 1 ? 'one tier' : `first of ${count} tiers`;
  return [
    line({ name: 'Initial, maintenance', value: rates, note: tiers, rule: 'MARG-01, 02' }),
    line({ name: 'Highest leverage', value: most, note: 'in the first tier' }),
  ];
}

/** How often it is seen and paid. Rules FUND-02, FUND-05, VAR-30. */
function fundingLines({ state }: Scene, { spec, funding }: Instrument): ContractLine[] {
  if (!isFunded(spec)) return [];
  const parameters = fundingOf(spec);
  const { rateHours = RATE_HOURS, sampleS, everyS } = parameters;
  const every = spanText(intervalUs(parameters) / SECOND_US);
  const isOwn = sampleS !== undefined || everyS !== undefined;
  const seen = sampleS === undefined ? 'a sample a minute' : `a sample every ${spanText(sampleS)}`;
  const accrues = { value: 'accrues by the second', note: `paid every ${every}` };
  const paid = { value: `every ${every}`, note: seen };
  const cap = rateText(parameters.capE8).replace('+', '\u00b1');
  return [
    line({
      name: 'Funding',
      ...(everyS === undefined ? paid : accrues),
      rule: isOwn ? 'VAR-30' : 'FUND-05',
      // What is paid every few seconds is next due at once.
      dueUs: everyS === undefined ? Math.max(state.timeUs, funding.nextTimeUs) : 0,
    }),
    line({ name: 'Rate', value: `${cap} at most`, note: `for ${spanText(seconds(rateHours))}` }),
  ];
}

function seconds(hours: number): number {
  return (hours * HOUR_US) / SECOND_US;
}

/** When open positions are settled at the mark, and when a contract ends. VAR-42, VAR-47. */
function settlementLines(instrument: Instrument): ContractLine[] {
  const { spec, realised } = instrument;
  const { realisation, expiry } = spec;
  const lines: ContractLine[] = [];
  if (realisation !== undefined) {
    const isHeld = realisation.leaves === 'whenRealised';
    lines.push(
      line({
        name: 'Session settlement',
        value: `every ${spanText(realisation.everyMinutes * 60)}, at the mark`,
        note: isHeld ? 'results leave only then' : 'open positions too',
        rule: isHeld ? 'VAR-42, 43' : 'VAR-42',
        dueUs: realised?.nextUs ?? 0,
      }),
    );
  }
  if (expiry === undefined) return lines;
  const minutes = windowMinutesOf(expiry);
  const isOwn = expiry.windowMinutes !== undefined || expiry.mean !== undefined;
  const mean = expiry.mean === 'seconds' ? 'all seconds alike' : 'the mean of each minute\u2019s';
  const window = `index over the last ${spanText(minutes * 60)}`;
  const rule = isOwn ? 'VAR-47' : 'EXP-02';
  return [
    ...lines,
    line({ name: 'Ends', value: 'at its expiry', rule: 'EXP-01', dueUs: expiry.expiresUs }),
    line({ name: 'Expiry window', value: window, note: mean, rule }),
    line({ name: 'Settlement fee', value: shareText(expiry.feePpm) }),
  ];
}

const LOSSES = {
  day: ['shared by the day\u2019s winners', 'VAR-37'],
  socialise: ['shared at once by who gains', 'INS-09'],
  funding: ['charged to every position', 'VAR-38'],
} as const;

/** What becomes of a loss that the fund cannot pay, and when a group\u2019s day ends. VAR-37. */
function lossLines({ state, scales }: Scene, instrument: Instrument): ContractLine[] {
  const { insurance, settleAsset, contract } = instrument.spec;
  if (contract === 'spot') return [];
  const group = groupOf(instrument);
  const name = `${scales.symbol(settleAsset)}${group === '' ? '' : ` ${group}`}`;
  const fund = line({ name: 'Insurance fund', value: name });
  if (insurance?.lossMode === undefined) return [fund];
  const [value, rule] = LOSSES[insurance.lossMode];
  const pool = state.pools.find((one) => one.asset === settleAsset && one.group === group);
  const dueUs = insurance.lossMode === 'day' ? (pool?.day?.endsUs ?? 0) : 0;
  const note = insurance.lossMode === 'day' ? 'daily settlement' : '';
  return [fund, line({ name: 'Beyond the fund', value, note, rule, dueUs })];
}

/** What there is to say of a listing; parts that say nothing are left out. Rule DESK-79. */
export function contractTerms(scene: Scene, instrument: Instrument): ContractTerms {
  const parts: ContractPart[] = [
    { title: 'Contract', lines: contractLines(scene, instrument) },
    { title: 'Margin', lines: marginLines(scene, instrument) },
    { title: 'Funding', lines: fundingLines(scene, instrument) },
    { title: 'Settlement', lines: settlementLines(instrument) },
    { title: 'Losses', lines: lossLines(scene, instrument) },
    { title: 'In a portfolio', lines: portfolioLines(scene, instrument) },
    { title: 'As collateral', lines: collateralLines(scene, instrument) },
  ];
  return {
    instrument: instrument.spec.symbol,
    parts: parts.filter(({ lines }) => lines.length > 0),
  };
}
