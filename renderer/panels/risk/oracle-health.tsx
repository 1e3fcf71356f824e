/** What prices rest on: an index with its sources, the marks made of it, and funding. */
import { useState } from 'react';
import type { OracleRow } from '../../../core/desk/messages.ts';
import { useScalar, useSlow } from '../../feed/hooks.ts';
import { age, countdown } from '../../text/times.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { Empty, Panel } from '../../workspace/panel.tsx';
import { Funding } from './funding.tsx';
import { Oracle } from './oracle.tsx';
import { toneOf } from './oracle-tone.ts';
import { useFew } from './use-rows.ts';
import './prices.css';

const US_PER_SECOND = 1_000_000;

type Shown = 'oracle' | 'funding';

interface TabsProps {
  readonly shown: Shown;
  readonly show: (shown: Shown) => void;
}

function Tabs({ shown, show }: TabsProps) {
  return (
    <fieldset className="segments" aria-label="Prices">
      <button
        type="button"
        aria-pressed={shown === 'oracle'}
        onClick={() => show('oracle')}
        data-first-focus
      >
        Oracle
      </button>
      <button type="button" aria-pressed={shown === 'funding'} onClick={() => show('funding')}>
        Funding
      </button>
    </fieldset>
  );
}

function sinceText({ state, sinceUs }: OracleRow, nowUs: number): string {
  if (sinceUs === 0) return `${state} since before this core started`;
  return `${state} for ${countdown(Math.max(0, nowUs - sinceUs) / US_PER_SECOND)}`;
}

interface HeadProps {
  readonly oracle: OracleRow;
  readonly all: readonly OracleRow[];
  readonly nowUs: number;
  readonly choose: (index: string) => void;
}

function OracleHead({ oracle, all, nowUs, choose }: HeadProps) {
  const { index, survivors, weight, sources, state } = oracle;
  const isWhole = sources.every(({ state: its }) => its === 'in');
  return (
    <>
      <select
        aria-label="Index"
        className="head-select"
        value={index}
        onChange={({ target }) => choose(target.value)}
      >
        {all.map((one) => (
          <option key={one.key} value={one.index}>
            .{one.index}
          </option>
        ))}
      </select>
      <span className={`oracle-since ${toneOf(state)}`}>{sinceText(oracle, nowUs)}</span>
      <span className="spring" />
      <span className={`tag ${isWhole ? 'quiet' : 'outlined'}`}>
        {survivors}, {weight} weight
      </span>
    </>
  );
}

/** What of the chosen index, or of any, is silent. */
function useSilence(oracles: readonly OracleRow[]): string | null {
  const strip = useSlow('strip');
  const link = useScalar('link');
  if (link.state === 'stale') return 'Stale: the core sends nothing';
  const silent = (strip?.feeds ?? []).filter(
    ({ name, isStale }) => isStale && oracles.some(({ index }) => name === `${index} index`),
  );
  if (silent.length === 0) return null;
  const oldest = Math.max(0, ...silent.map(({ ageMs }) => ageMs));
  return `Stale: ${silent.map(({ name }) => name).join(', ')}, last change ${age(oldest)} ago`;
}

/** The index that was chosen, else that of the instrument in front, else the first. */
function chosenOf(oracles: readonly OracleRow[], chosen: string, instrument: string) {
  const has = ({ marks }: OracleRow): boolean =>
    marks.some((mark) => mark.instrument === instrument);
  return oracles.find(({ index }) => index === chosen) ?? oracles.find(has) ?? oracles[0];
}

export function OracleHealth() {
  const oracles = useFew('oracles');
  const nowUs = useSlow('strip')?.timeUs ?? 0;
  const instrument = useDesk((state) => state.instrument);
  const [shown, show] = useState<Shown>('oracle');
  const [index, choose] = useState('');
  const late = useSilence(oracles);
  const oracle = chosenOf(oracles, index, instrument);
  const isOracle = shown === 'oracle';
  const head = (
    <>
      <Tabs shown={shown} show={show} />
      {isOracle && oracle !== undefined && (
        <OracleHead oracle={oracle} all={oracles} nowUs={nowUs} choose={choose} />
      )}
      {!isOracle && <span className="muted">rates of the whole interval</span>}
    </>
  );
  const name = isOracle ? 'Oracle health' : 'Funding';
  return (
    <Panel area="oracles" name={name} head={head} late={late}>
      <div className="oracles-body stale-body">
        {isOracle && oracle !== undefined && (
          <Oracle oracle={oracle} all={oracles} nowUs={nowUs} choose={choose} />
        )}
        {isOracle && oracle === undefined && <Empty title="No index is defined" />}
        {!isOracle && <Funding nowUs={nowUs} instrument={instrument} />}
      </div>
    </Panel>
  );
}
