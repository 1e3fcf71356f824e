/** Funding: what each perpetual would pay at its next time and why, and what it has paid. */
import { ChevronDown, ClockAlert } from 'lucide-react';
import { useState } from 'react';
import type { FundingEntry, FundingRow, PositionRow } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { PAGE } from '../../feed/pages.ts';
import { usePages } from '../../feed/use-pages.ts';
import type { PagedList } from '../../feed/use-pages.ts';
import { countdown, momentText, timeOfDay } from '../../text/times.ts';
import { useDesk } from '../../workspace/desk-state.ts';
import { Empty } from '../../workspace/panel.tsx';
import { useFew } from './use-rows.ts';

const US_PER_SECOND = 1_000_000;
const NONE = '\u2014';

function leftText({ nextTimeUs }: FundingRow, nowUs: number): string {
  return countdown(Math.max(0, nextTimeUs - nowUs) / US_PER_SECOND);
}

function signTone(sign: -1 | 0 | 1): string {
  if (sign === 0) return '';
  return sign > 0 ? 'up' : 'down';
}

/** What a subaccount's position in an instrument would receive, with a minus what it would pay. */
function usePays(subaccount: string): (instrument: string) => PositionRow | undefined {
  const feed = useFeed();
  return (instrument) =>
    feed.rows.positions
      .values()
      .find((row) => row.subaccount === subaccount && row.instrument === instrument);
}

function toneOfText(text: string): string {
  if (text.startsWith('+')) return 'up';
  return text.startsWith('\u2212') ? 'down' : '';
}

interface NextProps {
  readonly rows: readonly FundingRow[];
  readonly chosen: FundingRow;
  readonly subaccount: string;
  readonly nowUs: number;
  readonly choose: (instrument: string) => void;
}

function Next({ rows, chosen, subaccount, nowUs, choose }: NextProps) {
  const payOf = usePays(subaccount);
  return (
    <table className="fundings" aria-label="Next funding of each perpetual">
      <thead>
        <tr>
          <th scope="col">Perpetual</th>
          <th scope="col" className="figure">
            Next rate
          </th>
          <th scope="col" className="figure">
            Premium so far
          </th>
          <th scope="col" className="figure">
            In
          </th>
          <th scope="col" className="figure">
            {subaccount === '' ? 'No account' : subaccount}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const pays = payOf(row.instrument)?.nextFunding ?? NONE;
          return (
            <tr key={row.key} className={row.key === chosen.key ? 'is-chosen' : ''}>
              <th scope="row">
                <button
                  type="button"
                  className="plain small"
                  aria-pressed={row.key === chosen.key}
                  onClick={() => choose(row.instrument)}
                >
                  {row.instrument}
                </button>
              </th>
              <td className="figure">{row.rate}</td>
              <td className="figure">{row.premium}</td>
              <td className="figure">{row.isAccruing ? 'accrues' : leftText(row, nowUs)}</td>
              <td className={`figure ${toneOfText(pays)}`}>{pays}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface PartProps {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly decides?: boolean;
  readonly tone?: string;
}

function Part({ name, value, note = '', decides = false, tone = '' }: PartProps) {
  return (
    <div className={`price-line${decides ? ' is-made' : ''}`}>
      <dt>
        {name} {note !== '' && <span className="muted">{note}</span>}
        {decides && <span className="decides">decides</span>}
      </dt>
      <dd className={tone} aria-current={decides ? 'true' : undefined}>
        {value}
      </dd>
    </div>
  );
}

/** What was seen of this interval, and how often it is looked. */
function Samples({ row }: { row: FundingRow }) {
  const { sampled, minutes, leftOut, flagged, sampleEvery } = row;
  const isByMinute = sampleEvery === 'min';
  return (
    <>
      <Part
        name={isByMinute ? 'Minutes sampled' : 'Samples'}
        note={isByMinute ? '' : `every ${sampleEvery}`}
        value={`${sampled} of ${minutes}`}
      />
      <Part name="Without a sample" value={`${leftOut}`} note="so far" />
      <Part name="Flagged" note="amber index" value={`${flagged}`} />
    </>
  );
}

/** How the rate comes about, and how sure it is. */
function Made({ row }: { row: FundingRow }) {
  const { force, from, after, ratesFor } = row;
  return (
    <section aria-label={`Funding of ${row.instrument}`}>
      <p className="oracle-takes">
        <b>{row.instrument}</b> <span>{row.why}</span>
      </p>
      {row.held !== '' && (
        <p className="oracle-out">
          <ClockAlert size={14} strokeWidth={1.75} aria-hidden />
          <span>{row.held}</span>
        </p>
      )}
      <div className="price-blocks">
        <dl className="price-block">
          <Part
            name={row.seen === 'premium' ? 'Premium' : 'Imbalance'}
            note={row.isAccruing ? 'now' : 'mean'}
            value={row.premium}
            decides={force === 'premium'}
          />
          <Part
            name="Interest"
            note={ratesFor}
            value={row.interest}
            decides={force === 'interest'}
          />
          <Part name="Clamp" note={ratesFor} value={`\u00b1${row.damper}`} />
          <Part name="Cap" note={ratesFor} value={`\u00b1${row.cap}`} decides={force === 'cap'} />
          {from === 'previousInterval' && <Part name="After it" value={after} />}
        </dl>
        <dl className="price-block">
          <Part name="Paid next" note={`every ${row.every}`} value={timeOfDay(row.nextTimeUs)} />
          {row.isAccruing ? (
            <Part name="Accrues" note={`rate of ${ratesFor}`} value="by the second" />
          ) : (
            <Samples row={row} />
          )}
          <Part
            name="All longs"
            note={row.isAccruing ? `an hour, ${row.open} open` : `of ${row.open} open`}
            value={row.longsPay}
            tone={signTone(row.longsSign)}
          />
        </dl>
      </div>
    </section>
  );
}

interface Figures {
  /** Commands that may still add to it. */
  readonly lag: number;
}

const LIST: PagedList<string, FundingEntry, Figures> = {
  numberOf: ({ sequence }) => sequence,
  // What was paid stays as it is.
  isSame: () => true,
  call: (instrument, beforeSequence) => ({
    name: 'fundings',
    instrument,
    beforeSequence,
    count: PAGE,
  }),
  read: ({ body }) => {
    if (body?.name !== 'fundings') return null;
    return { entries: body.entries, figures: { lag: body.lag } };
  },
  figures: { lag: 0 },
};

function Entry({ entry, nowUs }: { entry: FundingEntry; nowUs: number }) {
  const { timeUs, rate, premium, mark, sampled, paid, residue } = entry;
  return (
    <tr>
      <th scope="row">{momentText(timeUs, nowUs)}</th>
      <td className="figure">{rate.replace(' %', '')}</td>
      <td className="figure">{premium.replace(' %', '')}</td>
      <td className="figure">{mark}</td>
      <td className="figure">{sampled}</td>
      <td className="figure">{paid}</td>
      <td className="figure">{residue}</td>
    </tr>
  );
}

const HISTORY = ['Rate %', 'Premium %', 'Mark', 'Min.', 'Paid', 'To fund'] as const;

function History({ instrument, nowUs }: { instrument: string; nowUs: number }) {
  const { shown, older } = usePages(LIST, instrument);
  const { rows, hasOlder, refusal, isLoading } = shown;
  if (rows.length === 0) {
    const title = refusal === '' ? 'No funding was paid yet' : 'Fundings are not shown';
    if (isLoading) return <p className="oracle-takes muted">Asking the core…</p>;
    return <Empty title={title}>{refusal}</Empty>;
  }
  return (
    <>
      <table className="fundings history" aria-label={`Fundings of ${instrument} that were paid`}>
        <thead>
          <tr>
            <th scope="col">Paid at</th>
            {HISTORY.map((title) => (
              <th key={title} scope="col" className="figure">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((entry) => (
            <Entry key={entry.key} entry={entry} nowUs={nowUs} />
          ))}
        </tbody>
      </table>
      {hasOlder && (
        <button type="button" className="outline small" onClick={older}>
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
          Older
        </button>
      )}
    </>
  );
}

interface FundingProps {
  readonly nowUs: number;
  /** That in front: its funding is looked at until another is chosen here. */
  readonly instrument: string;
}

export function Funding({ nowUs, instrument }: FundingProps) {
  const rows = useFew('fundings');
  const subaccount = useDesk((state) => state.subaccount);
  const [own, choose] = useState('');
  const of = (symbol: string): FundingRow | undefined =>
    rows.find((row) => row.instrument === symbol);
  const chosen = of(own) ?? of(instrument) ?? rows[0];
  if (chosen === undefined) return <Empty title="No perpetual is listed" />;
  return (
    <div className="oracle">
      <Next {...{ rows, chosen, subaccount, nowUs, choose }} />
      <Made row={chosen} />
      <History instrument={chosen.instrument} nowUs={nowUs} />
    </div>
  );
}
