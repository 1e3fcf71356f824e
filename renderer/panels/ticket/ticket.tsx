/** The order ticket: by keyboard alone, with the core's figures before anything is sent. */
import type { PositionRow, Quote } from '../../../core/desk/messages.ts';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { parseDecimal, shareOf } from '../../text/decimal.ts';
import { Key } from '../../workspace/key.tsx';
import { keyFor } from '../../workspace/keys.ts';
import { Panel } from '../../workspace/panel.tsx';
import { ArmedFrame } from '../ladder/one-click-bar.tsx';
import { KilledBar } from '../kill/kill-button.tsx';
import { AccountMenu } from './account-menu.tsx';
import { LargeOrder } from './large-order.tsx';
import { NumberField } from './number-field.tsx';
import { Outcome } from './outcome.tsx';
import { Preview } from './preview.tsx';
import { TIMES_IN_FORCE, TRIGGERS, TYPES } from './ticket-state.ts';
import type { FieldFault, OrderFields, TicketState } from './ticket-state.ts';
import { useTicketKeys } from './ticket-keys.ts';
import { useTicket } from './use-ticket.ts';
import type { TicketModel } from './use-ticket.ts';

const TYPE_WORDS = { market: 'Market', limit: 'Limit', stop: 'Stop' } as const;
const TYPE_KEYS = { market: 'M', limit: 'L', stop: 'T' } as const;
const SIDE_WORDS = { buy: 'Buy', sell: 'Sell' } as const;
const SHARES = [10, 25, 50, 100] as const;

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
  return (
    <fieldset className="segments types" aria-label="Order type">
      {TYPES.map((type) => (
        <button
          key={type}
          type="button"
          aria-pressed={model.state.type === type}
          onClick={() => model.act({ kind: 'set', fields: { type } })}
        >
          {TYPE_WORDS[type]} <Key where="ticket" of={TYPE_KEYS[type]} />
        </button>
      ))}
    </fieldset>
  );
}

/** A fault is said once something was typed: an empty field speaks for itself. */
function faultText(faults: readonly FieldFault[], field: FieldFault['field']): string {
  const fault = faults.find((entry) => entry.field === field && entry.code !== 'MISSING');
  return fault === undefined ? '' : `${fault.code}: ${fault.sentence}`;
}

interface BestPricesProps {
  readonly quote: Quote | undefined;
  readonly tick: string;
  readonly take: (price: string) => void;
}

/** The best prices; a click on one puts it into the field. */
function BestPrices({ quote, tick, take }: BestPricesProps) {
  if (quote === undefined) return null;
  const { bid, ask } = quote;
  return (
    <>
      <button type="button" tabIndex={-1} title="Price at the bid" onClick={() => take(bid)}>
        Bid {bid}
      </button>
      <button type="button" tabIndex={-1} title="Price at the ask" onClick={() => take(ask)}>
        Ask {ask}
      </button>
      <kbd title="Arrows up and down">
        {'\u2191\u2193'} {tick}
      </kbd>
    </>
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
      <kbd title="Arrows up and down; with Shift from the price, too">
        Shift {'\u2191\u2193'} {lot}
      </kbd>
    </>
  );
}

function Fields({ model, isCompact }: { model: TicketModel; isCompact: boolean }) {
  const { state, act, instrument, faults } = model;
  const quotes = useSlow('quotes');
  const quote = quotes.find((entry) => entry.instrument === instrument?.symbol);
  const { tick = '1', lot = '1', sizeUnit = '', settleAsset = '' } = instrument ?? {};
  const set = (fields: Partial<OrderFields>): void => act({ kind: 'set', fields });
  const step = (field: 'price' | 'size') => (by: 1 | -1) =>
    act({ kind: 'step', field, step: field === 'price' ? tick : lot, by });
  const stepPrice = (by: 1 | -1): void => {
    const best = state.side === 'buy' ? quote?.bid : quote?.ask;
    // An empty price begins at the best of its own side.
    if (state.price.trim() === '' && best !== undefined) set({ price: best });
    else step('price')(by);
  };
  return (
    <>
      {state.type !== 'market' && (
        <NumberField
          id="ticket-price"
          name={state.type === 'stop' ? 'Trigger' : 'Price'}
          note={<BestPrices quote={quote} tick={tick} take={(price) => set({ price })} />}
          unit={instrument?.contract === 'inverse' ? 'USD' : settleAsset}
          value={state.price}
          fault={faultText(faults, 'price')}
          isFirst
          isCompact={isCompact}
          change={(price) => set({ price })}
          step={stepPrice}
          shiftStep={step('size')}
        />
      )}
      <NumberField
        id="ticket-size"
        name="Size"
        note={<ShareNote model={model} lot={lot} />}
        unit={sizeUnit}
        value={state.size}
        fault={faultText(faults, 'size')}
        isFirst={state.type === 'market'}
        isCompact={isCompact}
        change={(size) => set({ size })}
        step={step('size')}
        shiftStep={step('size')}
      />
    </>
  );
}

function positionOf(feed: Feed, model: TicketModel): PositionRow | undefined {
  const { subaccount, instrument } = model;
  return feed.rows.positions
    .values()
    .find((row) => row.subaccount === subaccount && row.instrument === instrument?.symbol);
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

function Flags({ model }: { model: TicketModel }) {
  const { state, act, faults } = model;
  const { type, isReduceOnly, isPostOnly, timeInForce, trigger } = state;
  const set = (fields: Partial<OrderFields>): void => act({ kind: 'set', fields });
  const fault = faultText(faults, 'flags');
  return (
    <>
      <div className="flags">
        <label>
          <input
            type="checkbox"
            checked={isReduceOnly}
            onChange={({ target }) => set({ isReduceOnly: target.checked })}
          />
          Reduce only
        </label>
        {type === 'limit' && (
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
        {type === 'limit' && (
          <select
            aria-label="Time in force"
            value={timeInForce}
            onChange={({ target }) =>
              set({ timeInForce: target.value as OrderFields['timeInForce'] })
            }
          >
            {TIMES_IN_FORCE.map((time) => (
              <option key={time} value={time}>
                {time.toUpperCase()}
              </option>
            ))}
          </select>
        )}
        {type === 'stop' && (
          <select
            aria-label="Triggered by"
            value={trigger}
            onChange={({ target }) => set({ trigger: target.value as OrderFields['trigger'] })}
          >
            {TRIGGERS.map((price) => (
              <option key={price} value={price}>
                on {price}
              </option>
            ))}
          </select>
        )}
      </div>
      {fault !== '' && <p className="fault">{fault}</p>}
    </>
  );
}

/** At what price, and what else is to be said of it. */
function priceWords({ type, price, isReduceOnly }: TicketState): string {
  const at = type === 'market' ? 'at the market' : `${type === 'stop' ? 'once at' : 'at'} ${price}`;
  return isReduceOnly ? `${at}, reduce only` : at;
}

function stateWords({ state, subaccount, shut }: TicketModel): string {
  if (shut !== '') return '';
  switch (state.phase) {
    case 'staged':
      return `Staged, not sent. ${keyFor('ticket', 'Ctrl Enter')} sends to ${subaccount}.`;
    case 'sending':
      return 'Sent, waiting for the log.';
    case 'editing':
    case 'done':
    case 'refused':
    case 'unknown':
      return '';
  }
}

function Acts({ model }: { model: TicketModel }) {
  const { state, faults, shut, subaccount } = model;
  const { side, size, phase } = state;
  const canSend = faults.length === 0 && shut === '' && phase !== 'sending' && subaccount !== '';
  const what = phase === 'sending' ? 'Sending' : `${SIDE_WORDS[side]} ${size}`;
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
  const body = useTicketKeys(model);
  const head = (
    <>
      <h2>Order</h2>
      <span className="muted">{symbol}</span>
      <span className="spring" />
      <AccountMenu />
    </>
  );
  return (
    <Panel area="order" name="Order" head={head}>
      <KilledBar />
      <div ref={body} className={`ticket${isCompact ? ' compact' : ''}`}>
        <Sides model={model} />
        <Types model={model} />
        <Fields model={model} isCompact={isCompact} />
        {!isCompact && <Shares model={model} />}
        <Flags model={model} />
        <Preview
          figures={preview}
          unit={instrument?.settleAsset ?? ''}
          isCompact={isCompact}
          isMarket={state.type !== 'limit'}
        />
        <Outcome state={state} preview={preview} shut={shut} subaccount={subaccount} />
        <Acts model={model} />
        <p className="ticket-words">{stateWords(model)}</p>
      </div>
      <ArmedFrame />
      {model.isConfirming && instrument !== undefined && (
        <LargeOrder
          instrument={instrument}
          side={state.side}
          size={state.size}
          at={priceWords(state)}
          subaccount={subaccount}
          figures={preview}
          rest={state.type === 'limit' ? 'would rest' : 'would not trade'}
          send={model.confirm}
          back={model.back}
        />
      )}
    </Panel>
  );
}
