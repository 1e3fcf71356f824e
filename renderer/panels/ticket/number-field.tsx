/** A price or a size: arrows go by ticks and lots, the value is never changed unasked. */
import { ChevronDown, ChevronUp } from 'lucide-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { keyName } from '../../workspace/key-table.ts';

export interface NumberFieldProps {
  readonly id: string;
  readonly name: string;
  readonly note: ReactNode;
  /** Before its unit: a choice that belongs to the figure. */
  readonly inside?: ReactNode;
  readonly unit: string;
  readonly value: string;
  /** What it means when it is empty. */
  readonly placeholder?: string | undefined;
  readonly fault: string;
  readonly isFirst: boolean;
  readonly isCompact: boolean;
  /** It shares its row: no room for unit and steppers. */
  readonly isHalf?: boolean;
  readonly change: (value: string) => void;
  /** Up or down by one of its own steps. */
  readonly step: (by: 1 | -1) => void;
  /** Up or down with Shift. */
  readonly shiftStep: (by: 1 | -1) => void;
}

/** For the pointer; by keyboard the arrows do the same. */
function Stepper({ name, step, isUp }: { name: string; step: () => void; isUp: boolean }) {
  const Icon = isUp ? ChevronUp : ChevronDown;
  return (
    <button type="button" tabIndex={-1} aria-label={name} title={name} onClick={step}>
      <Icon size={12} strokeWidth={2} aria-hidden />
    </button>
  );
}

export function NumberField(props: NumberFieldProps) {
  const { id, name, note, unit, value, fault, isFirst, isCompact, isHalf = false } = props;
  const pressed = (event: KeyboardEvent): void => {
    const key = keyName(event);
    if (key === 'Up' || key === 'Down') props.step(key === 'Up' ? 1 : -1);
    else if (key === 'Shift Up' || key === 'Shift Down') {
      props.shiftStep(key === 'Shift Up' ? 1 : -1);
    } else return;
    event.preventDefault();
  };
  return (
    <div className={`number-field${isCompact ? ' compact' : ''}${isHalf ? ' half' : ''}`}>
      <div className="label">
        <label htmlFor={id}>{name}</label>
        {!isCompact && <span className="note">{note}</span>}
      </div>
      <div className={`box${fault === '' ? '' : ' faulty'}`}>
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          placeholder={props.placeholder}
          value={value}
          aria-invalid={fault !== ''}
          aria-describedby={fault === '' ? undefined : `${id}-fault`}
          {...(isFirst ? { 'data-first-focus': true } : {})}
          onChange={({ target }) => props.change(target.value)}
          onKeyDown={pressed}
        />
        {props.inside}
        {!isHalf && <span className="unit">{unit}</span>}
        {!isHalf && (
          <span className="steppers">
            <Stepper name={`${name} up`} step={() => props.step(1)} isUp />
            <Stepper name={`${name} down`} step={() => props.step(-1)} isUp={false} />
          </span>
        )}
      </div>
      {fault !== '' && (
        <p id={`${id}-fault`} className="fault">
          {fault}
        </p>
      )}
    </div>
  );
}
