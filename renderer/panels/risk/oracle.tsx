/** One index: its ladder, why each source counts or not, what it rests on, and its marks. */
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import type { MarkView, OracleRow, OracleSource } from '../../../core/desk/messages.ts';
import { age, countdown, momentText } from '../../text/times.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { toneOf } from './oracle-tone.ts';

/** The ladder from best to worst, and what each leaves. */
const STATES = [
  ['GREEN', 'all orders'],
  ['AMBER', 'collar halved'],
  ['HOLD', 'reduce only'],
  ['FALLBACK', 'second index'],
  ['HALT', 'cancel only'],
  ['RESUME', 'post only'],
] as const;

const NONE = '\u2014';
const US_PER_MS = 1_000;
const LONG_MS = 999_000;

/** In seconds, as the header says; longer ones as a countdown. */
function ageText(timeUs: number, nowUs: number): string {
  if (timeUs === 0) return NONE;
  const ageMs = Math.max(0, nowUs - timeUs) / US_PER_MS;
  return ageMs > LONG_MS ? countdown(ageMs / 1_000) : (ageMs / 1_000).toFixed(2);
}

function Ladder({ oracle }: { oracle: OracleRow }) {
  return (
    <ul className="oracle-ladder" aria-label={`States of index ${oracle.index}`}>
      {STATES.map(([state, leaves]) => {
        const isNow = state === oracle.state;
        return (
          <li
            key={state}
            className={isNow ? toneOf(state) : ''}
            aria-current={isNow ? 'true' : undefined}
          >
            <b>{state}</b>
            <span>{leaves}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** A bar from the middle, a full side of it being as far as anything is shown. */
const FAR_TENTHS = 100;

function Deviation({ source }: { source: OracleSource }) {
  const share = Math.min(1, Math.abs(source.deviationTenths) / FAR_TENTHS) * 50;
  const from = source.deviationTenths < 0 ? 50 - share : 50;
  return (
    <span className="deviation" aria-hidden="true">
      <span style={{ left: `${from}%`, width: `${Math.max(2, share)}%` }} />
    </span>
  );
}

function SourceRow({ source, nowUs }: { source: OracleSource; nowUs: number }) {
  const { name, weightPercent, price, deviation, state, reason, priceTimeUs } = source;
  const tone = state === 'in' ? 'good' : state === 'out' ? 'grave' : 'quiet';
  const words = state === 'in' ? 'In' : state === 'out' ? `Out, ${reason}` : 'Not heard yet';
  return (
    <tr className={state === 'in' ? '' : 'is-out'}>
      <th scope="row" title={name}>
        {name}
      </th>
      <td className="figure">{weightPercent}</td>
      <td className="figure">{price}</td>
      <td className="figure">{deviation}</td>
      <td>{state === 'unheard' ? null : <Deviation source={source} />}</td>
      <td className="figure">{ageText(priceTimeUs, nowUs)}</td>
      <td>
        <span className={`source-state ${tone}`}>{words}</span>
      </td>
    </tr>
  );
}

function SourceTable({ sources, nowUs }: Pick<OracleRow, 'sources'> & { nowUs: number }) {
  return (
    <table className="sources">
      <thead>
        <tr>
          <th scope="col">Source</th>
          <th scope="col" className="figure">
            Weight %
          </th>
          <th scope="col" className="figure">
            Price
          </th>
          <th scope="col" className="figure">
            Dev bp
          </th>
          <td aria-hidden="true" />
          <th scope="col" className="figure">
            Age s
          </th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <SourceRow key={source.name} source={source} nowUs={nowUs} />
        ))}
      </tbody>
    </table>
  );
}

interface LineProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

function Line({ name, value, note = '' }: LineProps) {
  return (
    <div className="price-line">
      <dt>{name}</dt>
      <dd>
        {value} {note !== '' && <span className="muted">{note}</span>}
      </dd>
    </div>
  );
}

const VIEWS: Readonly<Record<NonNullable<OracleRow['check']>['view'], string>> = {
  agrees: 'agrees',
  differs: 'too far off',
  disputed: 'disputes it',
  absent: 'not compared',
};

function IndexBlock({ oracle, nowUs }: { oracle: OracleRow; nowUs: number }) {
  const { price, check, worstOne, lastStep, sinceUs, priceTimeUs } = oracle;
  return (
    <dl className="price-block" aria-label="Index price">
      <div className="price-line is-head">
        <dt>Index</dt>
        <dd className="key-value">{price}</dd>
      </div>
      {check === null ? (
        <Line name="Check" value="none given" />
      ) : (
        <Line
          name="Check"
          value={check.price}
          note={`${check.deviation} bp, ${VIEWS[check.view]}`}
        />
      )}
      {worstOne === null ? (
        <Line name="Worst one source" value={NONE} note="no two count" />
      ) : (
        <Line name="Worst one source" value={worstOne.movePercent} note={worstOne.name} />
      )}
      <Line name="Last step" value={lastStep === '' ? 'none seen' : momentText(sinceUs, nowUs)} />
      {lastStep !== '' && <Line name="" value="" note={lastStep} />}
      <Line name="Price age" value={`${ageText(priceTimeUs, nowUs)} s`} />
    </dl>
  );
}

function MarkHead({ mark, all, choose }: MarkProps) {
  return (
    <div className="price-line is-head">
      <dt>
        Mark
        {all.length > 1 ? (
          <select
            aria-label="Instrument of the mark"
            className="head-select"
            value={mark.instrument}
            onChange={({ target }) => choose(target.value)}
          >
            {all.map(({ instrument }) => (
              <option key={instrument} value={instrument}>
                {instrument}
              </option>
            ))}
          </select>
        ) : (
          <span className="muted">{mark.instrument}</span>
        )}
      </dt>
      <dd className="key-value">{mark.mark}</dd>
    </div>
  );
}

interface MarkProps {
  readonly mark: MarkView;
  readonly all: readonly MarkView[];
  readonly choose: (instrument: string) => void;
}

function MarkBlock(props: MarkProps) {
  const { mark } = props;
  return (
    <dl className="price-block" aria-label={`Mark of ${mark.instrument}`}>
      <MarkHead {...props} />
      <div className="price-line">
        <dt>Made as</dt>
        <dd>{mark.method === '' ? 'not set since this core started' : mark.method}</dd>
      </div>
      {mark.inputs.map(({ letter, name, price, isMade, missing }) => (
        <div key={letter} className={`price-line${isMade ? ' is-made' : ''}`}>
          <dt>
            <span className="mode">{letter}</span> {name}
          </dt>
          <dd aria-current={isMade ? 'true' : undefined}>
            {missing === '' ? price : <span className="muted">{missing}</span>}
          </dd>
        </div>
      ))}
      {mark.note !== '' && <Line name="Then" value={mark.note} />}
    </dl>
  );
}

function Marks({ marks }: Pick<OracleRow, 'marks'>) {
  const instrument = useDesk((state) => state.instrument);
  const [chosen, choose] = useState('');
  const mark =
    marks.find((one) => one.instrument === chosen) ??
    marks.find((one) => one.instrument === instrument) ??
    marks[0];
  if (mark === undefined) return <p className="price-block muted">Nothing is marked on it.</p>;
  return <MarkBlock mark={mark} all={marks} choose={choose} />;
}

function oldest({ sources }: OracleRow, nowUs: number): string {
  const heard = sources.flatMap(({ state, priceTimeUs }) => (state === 'in' ? [priceTimeUs] : []));
  return heard.length === 0 ? NONE : age(Math.max(0, nowUs - Math.min(...heard)) / US_PER_MS);
}

interface OracleProps {
  readonly oracle: OracleRow;
  readonly all: readonly OracleRow[];
  readonly nowUs: number;
  readonly choose: (index: string) => void;
}

function Others({ oracle, all, nowUs, choose }: OracleProps) {
  const others = all.filter(({ key }) => key !== oracle.key);
  if (others.length === 0) return null;
  return (
    <ul className="other-indices" aria-label="Other indices">
      {others.map((other) => (
        <li key={other.key}>
          <button type="button" className="plain" onClick={() => choose(other.index)}>
            <span className={`source-state ${other.state === 'GREEN' ? 'good' : 'grave'}`}>
              .{other.index}
            </span>
            <span className="figure">{other.price}</span>
            <span className={`oracle-since ${toneOf(other.state)}`}>{other.state}</span>
            <span className="muted">{other.survivors}</span>
            <span className="spring" />
            <span className="muted">oldest {oldest(other, nowUs)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Why it is not GREEN, or whoever lowered it. */
function whyOf({ state, why, lowered }: OracleRow): string {
  if (lowered !== '') return `${lowered} by a person.`;
  return state === 'GREEN' || why === '' ? '' : `${state}: ${why}.`;
}

export function Oracle(props: OracleProps) {
  const { oracle, nowUs } = props;
  const { index, badges, sources, takes } = oracle;
  const out = sources.filter(({ why }) => why !== '');
  const why = whyOf(oracle);
  return (
    <section className="oracle" aria-label={`Index ${index}`}>
      <Ladder oracle={oracle} />
      <p className="oracle-takes">
        {why !== '' && <b>{why}</b>} <span className="muted">{takes}</span>
        <span className="spring" />
        {badges.map((badge) => (
          <span key={badge} className="tag quiet">
            {badge}
          </span>
        ))}
      </p>
      <SourceTable sources={sources} nowUs={nowUs} />
      {out.map(({ name, why: reason }) => (
        <p key={name} className="oracle-out">
          <CircleAlert size={14} strokeWidth={1.75} aria-hidden />
          <span>
            <b>{name}</b> {reason}
          </span>
        </p>
      ))}
      <div className="price-blocks">
        <IndexBlock oracle={oracle} nowUs={nowUs} />
        <Marks key={index} marks={oracle.marks} />
      </div>
      <Others {...props} />
    </section>
  );
}
