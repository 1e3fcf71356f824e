/** The fields of the ticket: those of its type of order, and no others. */
import type { ReactNode } from 'react';
import type { PositionRow, Quote } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { priceUnit } from '../../text/contracts.ts';
import { parseDecimal, shareOf } from '../../text/decimal.ts';
import { momentText, timeMeant } from '../../text/times.ts';
import { useKey } from '../../workspace/keys.ts';
import { DisplayOf } from './display-field.tsx';
import { ExitsOf } from './exit-fields.tsx';
import type { FieldFault } from './field-fault.ts';
import { NumberField } from './number-field.tsx';
import { SELF_TRADES, TRIGGERS, typeSpec } from './order-types.ts';
import type { SelfTrade, TriggerSource } from './order-types.ts';
import { FollowingField } from './peg-fields.tsx';
import { TextField } from './text-field.tsx';
import { CLIENT_ID_MAX, lifeOf, mayReprice } from './ticket-state.ts';
import type { NumberName, OrderFields } from './ticket-state.ts';
import type { TicketModel } from './use-ticket.ts';

export const CLIENT_ID = 'ticket-client-id';
export const SHARES = [10, 25, 50, 100] as const;

/** A fault is said once something was typed: an empty field speaks for itself. */
function faultText(faults: readonly FieldFault[], field: FieldFault['field']): string {
  const fault = faults.find((entry) => entry.field === field && entry.code !== 'MISSING');
  return fault === undefined ? '' : `${fault.code}: ${fault.sentence}`;
}

export function positionOf(feed: Feed, model: TicketModel): PositionRow | undefined {
  const { subaccount, instrument } = model;
  return feed.rows.positions
    .values()
    .find((row) => row.subaccount === subaccount && row.instrument === instrument?.symbol);
}

interface TakeProps {
  readonly name: string;
  readonly price: string;
  readonly take: (price: string) => void;
}

/** A price that a click puts into the field. */
function Take({ name, price, take }: TakeProps) {
  return (
    <button type="button" tabIndex={-1} title={`Price at the ${name}`} onClick={() => take(price)}>
      {name.charAt(0).toUpperCase() + name.slice(1)} {price}
    </button>
  );
}

function Arrows({ step, isShifted = false }: { step: string; isShifted?: boolean }) {
  const title = isShifted ? 'Arrows up and down; with Shift from the price, too' : undefined;
  return (
    <kbd title={title ?? 'Arrows up and down'}>
      {isShifted ? 'Shift ' : ''}
      {'\u2191\u2193'} {step}
    </kbd>
  );
}

/** Which of the shares of the position the size is. */
function ShareNote({ model, lot }: { model: TicketModel; lot: string }) {
  const feed = useFeed();
  const whole = parseDecimal(positionOf(feed, model)?.size ?? '');
  const share = SHARES.find(
    (percent) => whole !== null && shareOf(whole, percent, lot) === model.state.size,
  );
  return (
    <>
      {share !== undefined && <span>{share} % of position</span>}
      <Arrows step={lot} isShifted />
    </>
  );
}

/** Which price releases the order. It takes no Tab: a key goes through the three. */
function Source({ model }: { model: TicketModel }) {
  const { source } = model.state;
  const key = useKey('ticket', 'G');
  return (
    <select
      className="source"
      tabIndex={-1}
      aria-label="Triggered by"
      title={`Which price triggers it (${key}: the next)`}
      value={source}
      onChange={({ target }) => {
        model.act({ kind: 'set', fields: { source: target.value as TriggerSource } });
      }}
    >
      {TRIGGERS.map((choice) => (
        <option key={choice} value={choice}>
          on {choice}
        </option>
      ))}
    </select>
  );
}

function Until({ model }: { model: TicketModel }) {
  const strip = useSlow('strip');
  const { until, untilUs } = model.state;
  const nowUs = strip?.timeUs ?? 0;
  return (
    <TextField
      id="ticket-until"
      name="Until"
      unit={untilUs === 0 ? 'UTC' : momentText(untilUs, nowUs)}
      placeholder="23:30"
      value={until}
      maxLength={19}
      fault={faultText(model.faults, 'until')}
      // What was typed means a moment then, and not another one when that has passed.
      change={(typed) => {
        const fields = { until: typed, untilUs: timeMeant(typed, nowUs) ?? 0 };
        model.act({ kind: 'set', fields });
      }}
    />
  );
}

function ClientId({ model }: { model: TicketModel }) {
  return (
    <TextField
      id={CLIENT_ID}
      name="Client id"
      unit=""
      placeholder="none"
      value={model.state.clientId}
      maxLength={CLIENT_ID_MAX}
      fault={faultText(model.faults, 'clientId')}
      change={(clientId) => model.act({ kind: 'set', fields: { clientId } })}
    />
  );
}

function SelfTradeField({ model }: { model: TicketModel }) {
  const { selfTrade } = model.state;
  const id = 'ticket-self-trade';
  return (
    <div className="number-field text-field compact">
      <div className="label">
        <label htmlFor={id}>Self-trade</label>
      </div>
      <div className="box">
        <select
          id={id}
          value={selfTrade}
          onChange={({ target }) => {
            model.act({ kind: 'set', fields: { selfTrade: target.value as SelfTrade } });
          }}
        >
          {Object.entries(SELF_TRADES).map(([mode, words]) => (
            <option key={mode} value={mode}>
              {words}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

interface CheckProps {
  readonly isChecked: boolean;
  readonly words: string;
  readonly set: (isChecked: boolean) => void;
}

function Check({ isChecked, words, set }: CheckProps) {
  return (
    <div className="flags">
      <label>
        <input
          type="checkbox"
          checked={isChecked}
          onChange={({ target }) => {
            set(target.checked);
          }}
        />
        {words}
      </label>
    </div>
  );
}

/** What few orders need: a name, what meets one's own, where it rests instead of taking. */
function Further({ model }: { model: TicketModel }) {
  const { state, act, instrument } = model;
  const waits = typeSpec(state.type).trigger !== 'none';
  return (
    <>
      <ClientId model={model} />
      <DisplayOf model={model} />
      {!typeSpec(state.type).isClosing && <SelfTradeField model={model} />}
      {mayReprice(state) && (
        <Check
          isChecked={state.isRepriced}
          words="Reprice a tick behind where it would take"
          set={(isRepriced) => act({ kind: 'set', fields: { isRepriced } })}
        />
      )}
      {waits && instrument?.offersProtection === true && (
        <Check
          isChecked={state.isProtected}
          words="Wait while last price and mark are far apart"
          set={(isProtected) => act({ kind: 'set', fields: { isProtected } })}
        />
      )}
    </>
  );
}

interface Place {
  readonly isFirst: boolean;
  /** Its label stands inside the field. */
  readonly isCompact: boolean;
  /** It shares its row with another. */
  readonly isHalf: boolean;
}

interface NumberProps extends Place {
  readonly model: TicketModel;
  readonly field: NumberName;
  readonly quote: Quote | undefined;
}

/** Where an empty price begins. */
function firstPrice(field: NumberName, { side, source }: OrderFields, quote: Quote | undefined) {
  if (field === 'price' || field === 'cap') return side === 'buy' ? quote?.bid : quote?.ask;
  return field === 'trigger' ? quote?.[source] : undefined;
}

const NAMES = {
  price: 'Price',
  trigger: 'Trigger',
  trail: 'Trail',
  size: 'Size',
  offset: 'Offset',
  cap: 'Cap',
} as const;

/** What an empty field means, where it may be left so. */
const EMPTY_WORDS: Readonly<Partial<Record<NumberName, string>>> = { offset: '0', cap: 'none' };

function NumberOf({ model, field, quote, ...place }: NumberProps) {
  const { state, act, instrument, faults } = model;
  const { tick = '1', lot = '1', sizeUnit = '' } = instrument ?? {};
  const set = (value: string): void => act({ kind: 'set', fields: { [field]: value } });
  const stepOf = (name: NumberName) => (by: 1 | -1) =>
    act({ kind: 'step', field: name, step: name === 'size' ? lot : tick, by });
  const step = (by: 1 | -1): void => {
    const first = firstPrice(field, state, quote);
    if (state[field].trim() === '' && first !== undefined) set(parseDecimal(first) ?? first);
    else stepOf(field)(by);
  };
  const isTrigger = field === 'trigger' || field === 'trail';
  const own = field === 'offset' ? <FollowingField model={model} /> : null;
  const inside = isTrigger ? <Source model={model} /> : own;
  const unitOfPrice = instrument === undefined ? '' : priceUnit(instrument);
  let note: ReactNode = <ShareNote model={model} lot={lot} />;
  if (field === 'price') {
    note = (
      <>
        {quote !== undefined && <Take name="bid" price={quote.bid} take={set} />}
        {quote !== undefined && <Take name="ask" price={quote.ask} take={set} />}
        <Arrows step={tick} />
      </>
    );
  } else if (field === 'offset' || field === 'cap') {
    note = <Arrows step={tick} />;
  } else if (isTrigger) {
    const { source } = state;
    const now = quote?.[source];
    note = (
      <>
        {now !== undefined && field === 'trigger' && <Take name={source} price={now} take={set} />}
        <Arrows step={tick} />
      </>
    );
  }
  return (
    <NumberField
      {...place}
      id={`ticket-${field}`}
      name={NAMES[field]}
      note={note}
      inside={inside}
      placeholder={EMPTY_WORDS[field]}
      unit={field === 'size' ? sizeUnit : unitOfPrice}
      value={state[field]}
      fault={faultText(faults, field)}
      change={set}
      step={step}
      shiftStep={stepOf('size')}
    />
  );
}

/** What the size shares its row with in a small ticket. */
const PAIRED: readonly NumberName[] = ['price', 'cap'];

/** In reading order. */
function namesOf({ type }: OrderFields): NumberName[] {
  const { trigger, hasLimit, isClosing } = typeSpec(type);
  return [
    ...(trigger === 'price' ? (['trigger'] as const) : []),
    ...(trigger === 'trail' ? (['trail'] as const) : []),
    ...(hasLimit ? (['price'] as const) : []),
    ...(type === 'pegged' ? (['offset', 'cap'] as const) : []),
    ...(isClosing ? [] : (['size'] as const)),
  ];
}

export function OrderFieldsOf({ model, isCompact }: { model: TicketModel; isCompact: boolean }) {
  const { state, instrument } = model;
  const quotes = useSlow('quotes');
  const quote = quotes.find((entry) => entry.instrument === instrument?.symbol);
  const names = namesOf(state);
  const hasUntil = lifeOf(state) === 'gtd';
  // Where there are many the labels go inside, and in a small ticket price and size share a row.
  const isMany = names.length + (hasUntil ? 1 : 0) > 2;
  const isDense = isCompact || isMany || state.hasExits;
  const isPaired =
    isCompact && (isMany || state.hasExits) && PAIRED.some((name) => names.includes(name));
  return (
    <div className={`order-fields${isDense ? ' dense' : ''}`}>
      {names.map((field, at) => (
        <NumberOf
          key={field}
          model={model}
          field={field}
          quote={quote}
          isFirst={at === 0}
          isCompact={isDense}
          isHalf={isPaired && (field === 'size' || PAIRED.includes(field))}
        />
      ))}
      {hasUntil && <Until model={model} />}
      <ExitsOf model={model} isCompact={isCompact} />
      {state.isOpen && <Further model={model} />}
    </div>
  );
}
