/** How much of an order others see while it rests. */
import { isZero } from '../../text/decimal.ts';
import { NumberField } from './number-field.tsx';
import { mayShowLess } from './ticket-state.ts';
import type { TicketModel } from './use-ticket.ts';

export const DISPLAY = 'ticket-display';

function faultOf({ faults, preview }: TicketModel): string {
  const fault = faults.find(({ field }) => field === 'display');
  if (fault !== undefined) return `${fault.code}: ${fault.sentence}`;
  if (preview?.refusalField !== 'display') return '';
  return `${preview.refusalCode}: ${preview.refusalSentence}`;
}

/** An iceberg shows a part at a time; what shows nothing is hidden. */
export function DisplayOf({ model }: { model: TicketModel }) {
  const { state, act, instrument } = model;
  if (!mayShowLess(state)) return null;
  const { lot = '1', sizeUnit = '' } = instrument ?? {};
  const { display } = state;
  const set = (value: string): void => act({ kind: 'set', fields: { display: value } });
  const step = (by: 1 | -1): void => act({ kind: 'step', field: 'display', step: lot, by });
  const isHidden = display.trim() !== '' && isZero(display);
  return (
    <div className="display-field">
      <NumberField
        id={DISPLAY}
        name="Shown"
        note=""
        unit={display.trim() === '' ? 'all of it' : isHidden ? 'hidden' : `${sizeUnit} at a time`}
        value={display}
        fault={faultOf(model)}
        isFirst={false}
        isCompact
        change={set}
        step={step}
        shiftStep={step}
      />
      <div className="flags">
        <label>
          <input
            type="checkbox"
            checked={isHidden}
            onChange={({ target }) => set(target.checked ? '0' : '')}
          />
          Hidden
        </label>
      </div>
    </div>
  );
}
