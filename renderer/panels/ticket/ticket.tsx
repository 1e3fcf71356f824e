/** The order ticket: by keyboard alone, with the core's figures before anything is sent. */
import { ChevronDown, SlidersHorizontal } from 'lucide-react';
import { flushSync } from 'react-dom';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { isZero, parseDecimal, shareOf } from '../../text/decimal.ts';
import { Menu } from '../../workspace/dock/menu.tsx';
import { Key } from '../../workspace/key.tsx';
import { keyFor, useKey } from '../../workspace/keys.ts';
import { Panel } from '../../workspace/panel.tsx';
import { ArmedFrame } from '../ladder/one-click-bar.tsx';
import { KilledBar } from '../kill/kill-button.tsx';
import { TicketStanding } from '../standing/standing-bar.tsx';
import { AccountMenu } from './account-menu.tsx';
import { focusTicket } from './focus.ts';
import { LargeOrder } from './large-order.tsx';
import { OrderFieldsOf, positionOf, SHARES } from './order-fields.tsx';
import { FIRST_TYPES, mayRest, MORE_TYPES, timesFor, timeWord, typeSpec } from './order-types.ts';
import type { OrderType, TimeInForce } from './order-types.ts';
import { Outcome } from './outcome.tsx';
import { pegWords } from './peg-terms.ts';
import { Preview } from './preview.tsx';
import { AddExits } from './exit-fields.tsx';
import { displayWords, exitWords } from './exits-state.ts';
import { lifeOf, mayShowLess } from './ticket-state.ts';
import type { OrderFields } from './ticket-state.ts';
import { useTicketKeys } from './ticket-keys.ts';
import { useTicket } from './use-ticket.ts';
import type { TicketModel } from './use-ticket.ts';

const SIDE_WORDS = { buy: 'Buy', sell: 'Sell' } as const;

function Sides({ model }: { model: TicketModel }) {
  return (
    <fieldset className={`sides${model.shut === '' ? '' : ' shut'}`} aria-label="Side">
      {(['buy', 'sell'] as const).map((side) => (
        <button
          key={side}
          type="button"
          className={model.state.side === side ? side : `${side}-quiet`}
          aria-pressed={model.state.side === side}
          onClick={() => model.act({ kind: 'set', fields: { side } })}
        >
          {SIDE_WORDS[side]} <Key where="ticket" of={side === 'buy' ? 'B' : 'S'} />
        </button>
      ))}
    </fieldset>
  );
}

function Types({ model }: { model: TicketModel }) {
  const { type } = model.state;
  const choose = (chosen: OrderType): void => model.act({ kind: 'set', fields: { type: chosen } });
  const isMore = MORE_TYPES.some((more) => more === type);
  const more = (
    <>
      {isMore ? typeSpec(type).short : 'More'}
      <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
    </>
  );
  return (
    <fieldset className="segments types" aria-label="Order type">
      {FIRST_TYPES.map((first) => (
        <button
          key={first}
          type="button"
          aria-pressed={type === first}
          onClick={() => choose(first)}
        >
          {typeSpec(first).word} <Key where="ticket" of={typeSpec(first).key} />
        </button>
      ))}
      <Menu
        label={isMore ? `${typeSpec(type).word}, more types` : 'More types'}
        icon={more}
        className="more-types"
        isPressed={isMore}
      >
        {MORE_TYPES.map((of) => (
          <button
            key={of}
            type="button"
            role="menuitemradio"
            aria-checked={type === of}
            onClick={() => {
              flushSync(() => choose(of));
              focusTicket();
            }}
          >
            {typeSpec(of).word}
            <Key where="ticket" of={typeSpec(of).key} />
          </button>
        ))}
      </Menu>
    </fieldset>
  );
}

/** What a stop closes that has no size of its own. */
function Closed({ model }: { model: TicketModel }) {
  const feed = useFeed();
  useSlow('strip');
  const position = positionOf(feed, model);
  const { instrument, subaccount } = model;
  if (position === undefined) {
    return <p className="closed-words">{`${subaccount} has no position here to close.`}</p>;
  }
  const { side, size } = position;
  return (
    <p className="closed-words">
      Closes the whole position, now{' '}
      <b className={side === 'LONG' ? 'up' : 'down'}>
        {side} {size} {instrument?.sizeUnit}
      </b>
    </p>
  );
}

/** Parts of the position that stands, as sizes; left out where there is none. */
function Shares({ model }: { model: TicketModel }) {
  const feed = useFeed();
  useSlow('strip');
  const size = parseDecimal(positionOf(feed, model)?.size ?? '');
  const lot = model.instrument?.lot;
  if (size === null || lot === undefined) return null;
  return (
    <fieldset className="segments shares" aria-label="Share of the position">
      {SHARES.map((percent) => {
        const share = shareOf(size, percent, lot);
        return (
          <button
            key={percent}
            type="button"
            aria-pressed={model.state.size === share}
            onClick={() => model.act({ kind: 'set', fields: { size: share } })}
          >
            {percent} %
          </button>
        );
      })}
    </fieldset>
  );
}

const NO_FURTHER = { selfTrade: 'cancelNewest', isRepriced: false, isProtected: false } as const;

/** Reduce only, post only, time in force; what does not go together is not offered. */
function Flags({ model }: { model: TicketModel }) {
  const { state, act } = model;
  const { type, isReduceOnly, isPostOnly, isOpen } = state;
  const { hasLimit, isClosing } = typeSpec(type);
  const set = (fields: Partial<OrderFields>): void => act({ kind: 'set', fields });
  const times = timesFor(type, isPostOnly && hasLimit);
  const life = lifeOf(state);
  const isAtOnce = life === 'ioc' || life === 'fok';
  const further = `Client id and further instructions (${useKey('ticket', 'N')})`;
  return (
    <div className="flags">
      {!isClosing && (
        <label>
          <input
            type="checkbox"
            checked={isReduceOnly}
            onChange={({ target }) => set({ isReduceOnly: target.checked })}
          />
          Reduce only
        </label>
      )}
      {hasLimit && !isAtOnce && (
        <label>
          <input
            type="checkbox"
            checked={isPostOnly}
            onChange={({ target }) => set({ isPostOnly: target.checked })}
          />
          Post only
        </label>
      )}
      <span className="spring" />
      {life !== null && (
        <select
          aria-label="Time in force"
          value={life}
          onChange={({ target }) => set({ timeInForce: target.value as TimeInForce })}
        >
          {times.map((time) => (
            <option key={time} value={time}>
              {timeWord(time, type)}
            </option>
          ))}
        </select>
      )}
      <button
        type="button"
        className="icon small"
        // A key opens it: on the way to the button that sends it would cost everybody a Tab.
        tabIndex={-1}
        aria-label={further}
        title={further}
        aria-expanded={isOpen}
        aria-pressed={isOpen}
        // What is not seen is not sent.
        onClick={() => set({ isOpen: !isOpen, clientId: '', display: '', ...NO_FURTHER })}
      >
        <SlidersHorizontal size={14} strokeWidth={1.75} aria-hidden />
      </button>
    </div>
  );
}

/** At what price, and what else is to be said of it. */
function priceWords({ state, exits }: TicketModel): string {
  const { type, price, source, trigger, trail, isReduceOnly } = state;
  const spec = typeSpec(type);
  if (type === 'pegged') return isReduceOnly ? `${pegWords(state)}, reduce only` : pegWords(state);
  const at = spec.hasLimit ? `at ${price}` : 'at the market';
  const verb = spec.isTouched ? 'touches' : 'reaches';
  const once = {
    none: [],
    price: [`once ${source} ${verb} ${trigger}`],
    trail: [`once ${source} turns by ${trail}`],
  }[spec.trigger];
  const shown = mayShowLess(state) ? displayWords(state) : '';
  const only = isReduceOnly || spec.isClosing ? 'reduce only' : '';
  const words = [[at, ...once].join(' '), only, shown, exitWords(exits)];
  return words.filter((word) => word !== '').join(', ');
}

function stateWords(model: TicketModel): string {
  const { state, subaccount, shut, exits } = model;
  if (shut !== '') return '';
  const further = [mayShowLess(state) ? displayWords(state) : '', exitWords(exits)];
  const words = further.filter((word) => word !== '').join(', ');
  const what = words === '' ? '' : `, ${words}`;
  switch (state.phase) {
    case 'staged':
      return `Staged, not sent${what}. ${keyFor('ticket', 'Ctrl Enter')} sends to ${subaccount}.`;
    case 'sending':
      return 'Sent, waiting for the log.';
    case 'editing':
    case 'done':
    case 'refused':
    case 'unknown':
      return '';
  }
}

/** Side and size of what is sent: a position's close has the position's, as the core knows it. */
function sentOf({ state, preview }: TicketModel): Pick<OrderFields, 'side' | 'size'> {
  const { side, size, type } = state;
  if (!typeSpec(type).isClosing) return { side, size };
  const known = preview === null || isZero(preview.size) ? '' : preview.size;
  return { side: preview?.side ?? side, size: known };
}

function Acts({ model }: { model: TicketModel }) {
  const { state, faults, shut, subaccount } = model;
  const { phase } = state;
  const { side, size } = sentOf(model);
  const canSend = faults.length === 0 && shut === '' && phase !== 'sending' && subaccount !== '';
  const { isClosing } = typeSpec(state.type);
  const word = isClosing ? 'Close' : SIDE_WORDS[side];
  const what = phase === 'sending' ? 'Sending' : `${word} ${size}`;
  return (
    <div className="ticket-acts">
      <button type="button" className="outline" onClick={() => model.act({ kind: 'clear' })}>
        Clear <kbd>Esc</kbd>
      </button>
      <button type="button" className={`send ${side}`} disabled={!canSend} onClick={model.send}>
        {what} <Key where="ticket" of="Ctrl Enter" />
      </button>
    </div>
  );
}

export function Ticket({ isCompact }: { isCompact: boolean }) {
  const model = useTicket();
  const { state, instrument, subaccount, shut, preview } = model;
  const symbol = instrument?.symbol ?? '';
  const { isClosing } = typeSpec(state.type);
  const body = useTicketKeys(model);
  const head = (
    <>
      <h2>Order</h2>
      <span className="muted">{symbol}</span>
      {isCompact && <AddExits model={model} />}
      <span className="spring" />
      <AccountMenu />
    </>
  );
  return (
    <Panel area="order" name="Order" head={head}>
      <KilledBar />
      <TicketStanding />
      <div
        ref={body}
        className={`ticket${isCompact ? ' compact' : ''}${shut === '' ? '' : ' is-shut'}`}
      >
        {isClosing ? <Closed model={model} /> : <Sides model={model} />}
        <Types model={model} />
        <OrderFieldsOf model={model} isCompact={isCompact} />
        {!isCompact && !isClosing && !state.hasExits && <Shares model={model} />}
        <Flags model={model} />
        <Preview
          figures={preview}
          unit={instrument?.settleAsset ?? ''}
          isCompact={isCompact}
          type={state.type}
        />
        <Outcome
          state={state}
          preview={preview}
          shut={shut}
          subaccount={subaccount}
          waiver={model.waiver}
        />
        <Acts model={model} />
        <p className="ticket-words">{stateWords(model)}</p>
      </div>
      <ArmedFrame />
      {model.isConfirming && instrument !== undefined && (
        <LargeOrder
          instrument={instrument}
          {...sentOf(model)}
          at={priceWords(model)}
          subaccount={subaccount}
          figures={preview}
          rest={mayRest(state.type) ? 'would rest' : 'would not trade'}
          send={model.confirm}
          back={model.back}
        />
      )}
    </Panel>
  );
}
