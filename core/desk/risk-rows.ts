/** What the Risk workspace shows: parts of the insurance fund, queues of deleveraging, indices. */
import type { OrderPermission } from '../venue/pricing/permissions.ts';
import type { PriceState, SecondaryView } from '../venue/pricing/ladder.ts';
import type { SubaccountMode } from '../venue/state.ts';

/** One part of the insurance fund: an asset's own, or that of a risk group. */
export interface FundRow {
  readonly key: string;
  /** "USDT", or with its risk group "USDT ether". */
  readonly name: string;
  readonly asset: string;
  /** Empty of the asset's own part. */
  readonly group: string;
  readonly balance: string;
  /** What the liquidation account owes for it; empty for nothing. */
  readonly owed: string;
  /** The highest within the window of its trigger; empty where nothing is measured. */
  readonly peak: string;
  readonly windowHours: string;
  readonly drawdownPercent: string;
  /** Empty where no drawdown ends its spending. */
  readonly triggerPercent: string;
  /** The way to the trigger that is gone, in thousandths; a thousand is there. */
  readonly drawdownPerMille: number;
  readonly isDrawnDown: boolean;
  /** Since the venue began where `isWhole`, else since this core started. */
  readonly paidIn: string;
  readonly paidOut: string;
  readonly isWhole: boolean;
  /** Its balance over the last minutes, in thousandths from the lowest to the highest of them. */
  readonly history: readonly number[];
  readonly historyMinutes: number;
  /** Instruments of it in which a deleveraging is due. */
  readonly deleveraging: readonly string[];
}

/** One change of a part of the fund. */
export interface FundEntryRow {
  readonly key: string;
  /** Of the event: what is later is more. */
  readonly sequence: number;
  readonly step: number;
  readonly timeUs: number;
  readonly fund: string;
  readonly amount: string;
  readonly sign: -1 | 0 | 1;
  /** "Disposal loss". */
  readonly reason: string;
  /** Empty of a contribution. */
  readonly instrument: string;
  /** The liquidation that it came of, and whose; 0 and empty of none. */
  readonly liquidation: number;
  readonly subaccount: string;
  /** What the part had afterwards. */
  readonly balance: string;
}

/** A place in the queue of those who would be deleveraged on one side of an instrument. */
export interface AdlRow {
  readonly key: string;
  readonly instrument: string;
  readonly side: 'LONG' | 'SHORT';
  /** Sorts sides as the instruments are listed, longs before shorts. */
  readonly queue: number;
  /** From 1, the first to be deleveraged. */
  readonly place: number;
  /** How many stand in the queue. */
  readonly of: number;
  readonly subaccount: string;
  readonly accountKind: string;
  readonly size: string;
  /** Unrealised of what was paid. */
  readonly pnlPercent: string;
  readonly pnlSign: -1 | 0 | 1;
  /** Value at the mark over the position's share of equity; an em dash without any. */
  readonly leverage: string;
  /** From 1 to 5, all of which are on for the first. */
  readonly lights: number;
}

/** One index: its state, what that leaves, and what it is made of. */
export interface OracleRow {
  readonly key: string;
  readonly index: string;
  readonly badges: readonly string[];
  readonly state: PriceState;
  readonly orders: OrderPermission;
  /** What the state leaves of orders and liquidations, in words. */
  readonly takes: string;
  /** Why it is so; empty where this core has not seen it turn. */
  readonly why: string;
  /** Venue time; 0 where this core has not seen it. */
  readonly sinceUs: number;
  /** Who or what has it lower than the rules would; empty for nobody. */
  readonly lowered: string;
  /** Its last step on the ladder, "HOLD to RESUME, sources back"; empty where there was none. */
  readonly lastStep: string;
  readonly price: string;
  /** Venue time at which that price was observed; 0 before the first. */
  readonly priceTimeUs: number;
  readonly staleAfterMs: number;
  /** "5 of 6 in". */
  readonly survivors: string;
  /** Configured weight of the sources that count. */
  readonly weight: string;
  readonly sources: readonly OracleSource[];
  /** An independent published index; null where none is given. */
  readonly check: OracleCheck | null;
  /** The source whose absence would move the index most; null of fewer than two that count. */
  readonly worstOne: { readonly name: string; readonly movePercent: string } | null;
  /** Of the instruments that it prices. */
  readonly marks: readonly MarkView[];
}

export interface OracleCheck {
  readonly price: string;
  /** From the index, in basis points. */
  readonly deviation: string;
  readonly view: SecondaryView;
}

/** A mark and what it is made of. */
export interface MarkView {
  readonly instrument: string;
  readonly mark: string;
  /** "median", "mean of A and C"; empty where this core has not seen it set. */
  readonly method: string;
  /** Venue time at which it was set. */
  readonly setUs: number;
  readonly inputs: readonly MarkInput[];
  /** What else decided, as the band about the index; empty where nothing did. */
  readonly note: string;
}

export interface MarkInput {
  readonly letter: string;
  readonly name: string;
  readonly price: string;
  /** The mark is this one, or is made of it. */
  readonly isMade: boolean;
  /** Why there is none; empty where there is. */
  readonly missing: string;
}

export interface OracleSource {
  readonly name: string;
  /** That it has in the price now: 0.0 of one that is out. */
  readonly weightPercent: string;
  /** An em dash before its first. */
  readonly price: string;
  /** From the index, in basis points. */
  readonly deviation: string;
  /** In tenths of a basis point, for a bar. */
  readonly deviationTenths: number;
  /** Venue time of its newest price; 0 before the first. */
  readonly priceTimeUs: number;
  readonly state: 'in' | 'out' | 'unheard';
  /** The code of the reason why it is out; empty of one that counts. */
  readonly reason: string;
  /** The same in words, with what brings it back. */
  readonly why: string;
}

/** What each margin mode would make of a subaccount, in the reference. */
export interface ModeComparison {
  readonly subaccount: string;
  /** The reference; empty where none is defined. */
  readonly asset: string;
  readonly modes: readonly ModeColumn[];
}

export interface ModeColumn {
  readonly mode: SubaccountMode;
  readonly title: string;
  readonly isNow: boolean;
  /** Em dashes where it cannot be said. */
  readonly equity: string;
  readonly initial: string;
  readonly maintenance: string;
  /** Equity less initial margin. */
  readonly free: string;
  readonly freeSign: -1 | 0 | 1;
  readonly health: string;
  /** Below the lowest call, and what that is: health in it is grave. */
  readonly healthPpm: number;
  /** Of the portfolio alone; by component, all underlyings together. */
  readonly components: readonly ModeComponent[];
  /** One by one, the largest first; what a portfolio asks is of all of them together. */
  readonly positions: readonly ModePosition[];
  /** Empty where a switch would pass, or it is the present one. */
  readonly refusalCode: string;
  readonly refusalSentence: string;
}

export interface ModeComponent {
  readonly name: string;
  readonly amount: string;
  /** In an underlying at least it stands in the place of those above, being more. */
  readonly binds: boolean;
}

/** A position as it would be margined in a mode. */
export interface ModePosition {
  readonly instrument: string;
  /** "long 40.000 BTC" */
  readonly held: string;
  /** Initial margin of it by itself; "netted" in a portfolio. */
  readonly initial: string;
  readonly liquidation: string;
}

/** At which prices positions are liquidated if everything else stands still. */
export interface LiquidationLadder {
  /** Of the venue, all of which is in it; of a subaccount each row says its own. */
  readonly instrument: string;
  readonly scope: 'venue' | 'subaccount';
  /** Empty of the venue. */
  readonly subaccount: string;
  /** Empty before the first. */
  readonly mark: string;
  /** What values are in: millions or thousands of the quote, or the quote itself. */
  readonly unit: 'm' | 'k' | '';
  /** How far the drawing goes on each side of the mark. */
  readonly spanPercent: number;
  /** Shorts, which go as the price rises, the nearest first; the first of `aboveCount`. */
  readonly above: readonly LiquidationRow[];
  /** Longs, likewise. */
  readonly below: readonly LiquidationRow[];
  readonly aboveCount: number;
  readonly belowCount: number;
  /** Open positions that no price liquidates. */
  readonly unthreatened: number;
  /** What goes until each step away from the mark, added up, in thousandths of `full`. */
  readonly aboveShares: readonly number[];
  readonly belowShares: readonly number[];
  /** The larger of what goes on either side, as far as the drawing goes. */
  readonly full: string;
  readonly bands: readonly LiquidationBand[];
  /** Null where nobody stands in line here. */
  readonly first: FirstInLine | null;
}

/** What goes until a distance from the mark, in per cent, of shorts above it and longs below. */
export interface LiquidationBand {
  readonly percent: number;
  readonly above: string;
  readonly aboveCount: number;
  readonly below: string;
  readonly belowCount: number;
}

export interface LiquidationRow {
  readonly key: string;
  readonly subaccount: string;
  readonly accountKind: string;
  readonly instrument: string;
  readonly price: string;
  /** From the mark, in per cent with a sign. */
  readonly away: string;
  readonly awayPpm: number;
  readonly value: string;
  /** Of the largest value, in thousandths, for a bar. */
  readonly share: number;
  /** Of its bucket's call; 0 where none is open. */
  readonly level: 0 | 1 | 2 | 3;
}

/** The nearest position, and what its liquidation would close first. */
export interface FirstInLine {
  readonly subaccount: string;
  readonly instrument: string;
  /** None where all of it would be taken over at once; of hedges one of each. */
  readonly slices: readonly {
    readonly instrument: string;
    /** With its unit. */
    readonly size: string;
    /** No worse a price than the bankruptcy price; empty where any will do. */
    readonly limit: string;
  }[];
}
