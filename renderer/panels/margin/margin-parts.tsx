/** What initial and maintenance margin are made of, with the rules that they come from. */
import type { CollateralPart, MarginPanel, MarginPart } from '../../../core/desk/messages.ts';

function Part({ part }: { part: MarginPart }) {
  const { name, note, rule, initial, maintenance, binds } = part;
  return (
    <tr className={binds ? 'binds' : ''}>
      <th scope="row">
        {name}
        {note !== '' && <span className="muted"> {note}</span>}
        {binds && <span className="decides"> binds</span>}
      </th>
      <td className="mono muted">{rule}</td>
      <td className="figure">{initial}</td>
      <td className="figure">{maintenance}</td>
    </tr>
  );
}

/** Parts in the bucket's asset, and what they come to. */
export function MarginParts({ margin }: { margin: MarginPanel }) {
  const { parts, asset, initial, maintenance, equity, free, freeSign } = margin;
  return (
    <table className="margin-parts" aria-label="Margin by component">
      <thead>
        <tr>
          <th scope="col">Component, {asset}</th>
          <th scope="col">Rule</th>
          <th scope="col" className="figure">
            Initial
          </th>
          <th scope="col" className="figure">
            Maintenance
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <Part key={`${part.name} ${part.rule}`} part={part} />
        ))}
        {parts.length === 0 && (
          <tr>
            <td colSpan={4} className="muted">
              Nothing is held or ordered here, and nothing asked.
            </td>
          </tr>
        )}
      </tbody>
      <tfoot>
        <tr className="strong">
          <th scope="row" colSpan={2}>
            Margin
          </th>
          <td className="figure">{initial}</td>
          <td className="figure">{maintenance}</td>
        </tr>
        <tr>
          <th scope="row">Equity</th>
          <td className="figure" colSpan={3}>
            {equity}
          </td>
        </tr>
        <tr>
          <th scope="row">
            Free
            {freeSign < 0 && <span className="muted"> reduce only</span>}
          </th>
          <td className={`figure ${freeSign < 0 ? 'down' : ''}`} colSpan={3}>
            {free}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function Collateral({ part }: { part: CollateralPart }) {
  const { asset, held, haircut, counts, note, rule } = part;
  return (
    <tr>
      <th scope="row" title={note}>
        {asset} <span className="muted">{held}</span>
        {note !== '' && <span className="muted">, {note}</span>}
      </th>
      <td className="mono muted">{rule}</td>
      <td className="figure">{haircut}</td>
      <td className="figure">{counts}</td>
    </tr>
  );
}

/** What the assets of a pool count for, which its equity is made of. */
export function CollateralParts({ margin: { collateral, asset } }: { margin: MarginPanel }) {
  return (
    <table className="margin-parts" aria-label="Collateral by asset">
      <thead>
        <tr>
          <th scope="col">Collateral</th>
          <th scope="col">Rule</th>
          <th scope="col" className="figure">
            Haircut
          </th>
          <th scope="col" className="figure">
            Counts, {asset}
          </th>
        </tr>
      </thead>
      <tbody>
        {collateral.map((part) => (
          <Collateral key={part.asset} part={part} />
        ))}
      </tbody>
    </table>
  );
}
