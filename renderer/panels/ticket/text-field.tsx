/** A field of words or a time, with its label inside. */

interface TextFieldProps {
  readonly id: string;
  readonly name: string;
  /** At the right end: what is meant, or in what it is written. */
  readonly unit: string;
  readonly placeholder: string;
  readonly value: string;
  readonly maxLength: number;
  readonly fault: string;
  readonly change: (value: string) => void;
}

export function TextField(props: TextFieldProps) {
  const { id, name, unit, placeholder, value, maxLength, fault } = props;
  return (
    <div className="number-field text-field compact">
      <div className="label">
        <label htmlFor={id}>{name}</label>
      </div>
      <div className={`box${fault === '' ? '' : ' faulty'}`}>
        <input
          id={id}
          type="text"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          maxLength={maxLength}
          value={value}
          aria-invalid={fault !== ''}
          aria-describedby={fault === '' ? undefined : `${id}-fault`}
          onChange={({ target }) => props.change(target.value)}
        />
        {unit !== '' && <span className="unit">{unit}</span>}
      </div>
      {fault !== '' && (
        <p id={`${id}-fault`} className="fault">
          {fault}
        </p>
      )}
    </div>
  );
}
