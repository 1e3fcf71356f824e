/** What prices rest on: each index with its state, and why each source counts or not. */
import { ChevronDown, ChevronRight, CircleAlert } from 'lucide-react';
import { useState } from 'react';
import type { OracleRow, OracleSource } from '../../../core/desk/messages.ts';
import { useScalar, useSlow } from '../../feed/hooks.ts';
import { age, countdown } from '../../text/times.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { useFew } from './use-rows.ts';
import './risk.css';

/** The ladder from best to worst, and what each leaves. */
const STATES = [
  ['GREEN', 'all orders'],
  ['AMBER', 'collar halved'],
  ['HOLD', 'reduce only'],
  ['FALLBACK', 'second index'],
  ['HALT', 'cancel only'],
  ['RESUME', 'post only'],
] as const;

const US_PER_MS = 1_000;

function since(timeUs: number, nowUs: number): string {
  return countdown(Math.max(0, nowUs - timeUs) / 1_000_000);
}

function ageText(timeUs: number, nowUs: number): string {
  return timeUs === 0 ? '\u2014' : age(Math.max(0, nowUs - timeUs) / US_PER_MS);
}

function toneOf(state: OracleRow['state']): string {
  if (state === 'GREEN') return 'good';
  return state === 'AMBER' || state === 'RESUME' ? 'warned' : 'grave';
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
      <th scope="row">{name}</th>
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
    <table>
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
            Age
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

function whyOf({ state, why, lowered, sinceUs }: OracleRow, nowUs: number): string {
  const long = sinceUs === 0 ? 'since before this core started' : `for ${since(sinceUs, nowUs)}`;
  const reason = lowered === '' ? why : `lowered to ${lowered} by a person`;
  return reason === '' ? `${state} ${long}` : `${state} ${long}, ${reason}`;
}

function Oracle({ oracle, nowUs }: { oracle: OracleRow; nowUs: number }) {
  const { index, badges, price, priceTimeUs, survivors, weight, sources, takes } = oracle;
  const [isOpen, setOpen] = useState(true);
  const out = sources.filter(({ why }) => why !== '');
  return (
    <section className="oracle" aria-label={`Index ${index}`}>
      <div className="oracle-head">
        <h3>
          <button
            type="button"
            className="plain oracle-fold"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
            data-first-focus
          >
            {isOpen ? (
              <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
            ) : (
              <ChevronRight size={14} strokeWidth={1.75} aria-hidden />
            )}
            .{index}
          </button>
        </h3>
        <span className="key-value">{price}</span>
        <span className="muted">{ageText(priceTimeUs, nowUs)} old</span>
        {badges.map((badge) => (
          <span key={badge} className="tag quiet">
            {badge}
          </span>
        ))}
        <span className="spring" />
        <span className={`tag ${out.length > 0 ? 'outlined' : 'quiet'}`}>
          {survivors}, {weight} weight
        </span>
      </div>
      <p className="oracle-why">
        <b>{whyOf(oracle, nowUs)}</b> <span className="muted">{takes}</span>
      </p>
      <Ladder oracle={oracle} />
      {isOpen && <SourceTable sources={sources} nowUs={nowUs} />}
      {out.map(({ name, why }) => (
        <p key={name} className="oracle-out">
          <CircleAlert size={14} strokeWidth={1.75} aria-hidden />
          <b>{name}</b> {why}
        </p>
      ))}
    </section>
  );
}

export function OracleHealth() {
  const oracles = useFew('oracles');
  const strip = useSlow('strip');
  const link = useScalar('link');
  const silent = (strip?.feeds ?? []).filter(
    ({ name, isStale }) => isStale && oracles.some(({ index }) => name === `${index} index`),
  );
  const oldest = Math.max(0, ...silent.map(({ ageMs }) => ageMs));
  const names = silent.map(({ name }) => name).join(', ');
  const late = silent.length === 0 ? null : `Stale: ${names}, last change ${age(oldest)} ago`;
  const head = (
    <>
      <h2>Oracle health</h2>
      <span className="muted">ages in venue time</span>
    </>
  );
  return (
    <Panel
      area="oracles"
      name="Oracle health"
      head={head}
      late={link.state === 'stale' ? 'Stale: the core sends nothing' : late}
    >
      <div className="oracles-body stale-body">
        {oracles.map((oracle) => (
          <Oracle key={oracle.key} oracle={oracle} nowUs={strip?.timeUs ?? 0} />
        ))}
        {oracles.length === 0 && <Empty title="No index is defined" />}
      </div>
    </Panel>
  );
}
