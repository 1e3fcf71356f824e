/** Exits of an order: where its profit is taken and its loss stopped, and what that comes to. */
import type { ExitPreview } from '../../../core/desk/messages.ts';
import { useSlow } from '../../feed/hooks.ts';
import { parseDecimal } from '../../text/decimal.ts';
import { Key } from '../../workspace/key.tsx';
import { useKey } from '../../workspace/keys.ts';
import './exit-fields.css';
import { EXIT_NAMES, exitPrice, mayHaveExits, nearOf, NO_EXITS } from './exits-state.ts';
import type { ExitFields, ExitName } from './exits-state.ts';
import { NumberField } from './number-field.tsx';
import { TRIGGERS } from './order-types.ts';
import type { TriggerSource } from './order-types.ts';
import type { TicketModel } from './use-ticket.ts';

export const TAKE_PROFIT = 'ticket-takeProfit';
const NAMES = { takeProfit: 'Take profit', stopLoss: 'Stop', stopLimit: 'Stop limit' } as const;
/** As the core calls the field in a refusal. */
const CALLED = {
  takeProfit: 'takeProfit',
  stopLoss: 'stopLoss',
  stopLimit: 'stopLossLimit',
} as const;
const ROLES = { takeProfit: 'takeProfit', stopLoss: 'stop', stopLimit: '' } as const;

/** The other way to say exits; what was typed means something else there, so it goes. */
export function unitTurned(exitsIn: ExitFields['exitsIn']): Partial<ExitFields> {
  const { takeProfit, stopLoss, stopLimit } = NO_EXITS;
  return { exitsIn: exitsIn === 'price' ? 'ticks' : 'price', takeProfit, stopLoss, stopLimit };
}

/** What is wrong with an exit: what the window can tell, else what the core says of that field. */
function faultOf({ faults, preview }: TicketModel, name: ExitName): string {
  const fault = faults.find(({ field }) => field === name);
  if (fault !== undefined) return `${fault.code}: ${fault.sentence}`;
  if (preview === null || preview.refusalField !== CALLED[name]) return '';
  return `${preview.refusalCode}: ${preview.refusalSentence}`;
}

function Value({ exit }: { exit: ExitPreview | undefined }) {
  if (exit === undefined) return null;
  const tone = exit.pnlSign === 0 ? '' : exit.pnlSign > 0 ? 'up' : 'down';
  return (
    <p className="exit-value">
      <b className={tone}>{exit.pnl}</b>
      <span>fee {exit.fee}</span>
    </p>
  );
}

function ExitOf({ model, name }: { model: TicketModel; name: ExitName }) {
  const { state, act, instrument, preview } = model;
  const quotes = useSlow('quotes');
  const quote = quotes.find((entry) => entry.instrument === instrument?.symbol);
  const tick = instrument?.tick ?? '1';
  const near = nearOf(state);
  const isInTicks = state.exitsIn === 'ticks';
  const set = (value: string): void => act({ kind: 'set', fields: { [name]: value } });
  const stepOf = (field: ExitName | 'size', by: 1 | -1): void => {
    const step = field === 'size' ? (instrument?.lot ?? '1') : isInTicks ? '1' : tick;
    act({ kind: 'step', field, step, by });
  };
  const exit = preview?.exits.find(({ role }) => role === ROLES[name]);
  const meant = isInTicks ? exitPrice(state, name, near, { tick }) : null;
  return (
    <div className="exit">
      <NumberField
        id={`ticket-${name}`}
        name={NAMES[name]}
        note=""
        placeholder={name === 'stopLimit' ? 'market' : isInTicks ? 'ticks' : 'none'}
        unit=""
        value={state[name]}
        fault={faultOf(model, name)}
        isFirst={false}
        isCompact={false}
        isHalf
        change={set}
        // An empty price begins at the order's own, else at the last.
        step={(by) => {
          const first = near || (parseDecimal(quote?.last ?? '') ?? '');
          if (!isInTicks && state[name].trim() === '' && first !== '') set(first);
          else stepOf(name, by);
        }}
        shiftStep={(by) => stepOf('size', by)}
      />
      {meant !== null && <p className="exit-value">at {meant}</p>}
      <Value exit={exit} />
      {name === 'stopLimit' && <ExitSource model={model} />}
    </div>
  );
}

/** Which price releases the stop. It takes no Tab: a key goes through the three. */
function ExitSource({ model }: { model: TicketModel }) {
  const key = useKey('ticket', 'G');
  return (
    <select
      className="exit-source"
      tabIndex={-1}
      aria-label="Stop waits for"
      title={`Which price releases the stop (${key}: the next)`}
      value={model.state.exitSource}
      onChange={({ target }) => {
        model.act({ kind: 'set', fields: { exitSource: target.value as TriggerSource } });
      }}
    >
      {TRIGGERS.map((choice) => (
        <option key={choice} value={choice}>
          stop on {choice}
        </option>
      ))}
    </select>
  );
}

function Head({ model }: { model: TicketModel }) {
  const { state, act } = model;
  const { hasExits, exitsIn } = state;
  return (
    <div className="exits-head">
      <button
        type="button"
        tabIndex={-1}
        className="small"
        aria-expanded={hasExits}
        onClick={() => act({ kind: 'set', fields: hasExits ? NO_EXITS : { hasExits: true } })}
      >
        {hasExits ? 'Exits' : 'Add exits'} <Key where="ticket" of="X" />
      </button>
      <span className="spring" />
      {hasExits && (
        <button
          type="button"
          tabIndex={-1}
          className="small"
          aria-label={`Exits in ${exitsIn === 'price' ? 'prices' : 'ticks'}; change`}
          onClick={() => act({ kind: 'set', fields: unitTurned(exitsIn) })}
        >
          {exitsIn === 'price' ? 'as prices' : 'in ticks'} <Key where="ticket" of="U" />
        </button>
      )}
    </div>
  );
}

/** In a small ticket what opens the exits stands in its head, where it takes no row. */
export function AddExits({ model }: { model: TicketModel }) {
  const { state, act } = model;
  if (!mayHaveExits(state) || state.hasExits) return null;
  return (
    <button
      type="button"
      tabIndex={-1}
      className="small add-exits"
      onClick={() => act({ kind: 'set', fields: { hasExits: true } })}
    >
      Exits <Key where="ticket" of="X" />
    </button>
  );
}

/** Closed to begin with; what cannot have exits says nothing of them. */
export function ExitsOf({ model, isCompact }: { model: TicketModel; isCompact: boolean }) {
  const { hasExits } = model.state;
  if (!mayHaveExits(model.state) || (isCompact && !hasExits)) return null;
  return (
    <section className="exits" aria-label="Exits">
      <Head model={model} />
      {hasExits && (
        <div className="exit-fields">
          {EXIT_NAMES.map((name) => (
            <ExitOf key={name} model={model} name={name} />
          ))}
        </div>
      )}
    </section>
  );
}
