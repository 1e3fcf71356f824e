/** Contract details: what the listing of the instrument in front says, in few words. */
import { Info } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ContractLine, ContractPart, ContractTerms } from '../../../core/desk/messages.ts';
import { useFeed, useSlow } from '../../feed/hooks.ts';
import { longCountdown, momentText } from '../../text/times.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { showDialog } from '../../workspace/dialog-host.tsx';
import { ariaKey, useKey } from '../../workspace/keys.ts';
import { reachable } from '../../workspace/reachable.ts';
import './contract.css';

/** A listing changes seldom; when something is due next, it may. */
const AGAIN_MS = 5_000;
const US_PER_SECOND = 1_000_000;

interface Asked {
  readonly terms: ContractTerms | null;
  /** Why there are none; empty while there are, or they are awaited. */
  readonly refusal: string;
}

function useTerms(instrument: string): Asked {
  const feed = useFeed();
  const [asked, show] = useState<Asked>({ terms: null, refusal: '' });
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const ask = async (): Promise<void> => {
      const { body, code, sentence } = await feed.request({ name: 'contract', instrument });
      if (isOver) return;
      if (body?.name === 'contract') show({ terms: body.terms, refusal: '' });
      else show({ terms: null, refusal: `${code}: ${sentence}` });
      timer = window.setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [feed, instrument]);
  return asked;
}

/** What is due, with the time until it. */
function dueText({ dueUs }: ContractLine, nowUs: number): string {
  if (dueUs === 0) return '';
  return `${momentText(dueUs, nowUs)}, in ${longCountdown((dueUs - nowUs) / US_PER_SECOND)}`;
}

function Line({ line, nowUs }: { line: ContractLine; nowUs: number }) {
  const { name, value, note, rule } = line;
  const due = dueText(line, nowUs);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {value}
        {note !== '' && <span className="muted">{note}</span>}
        {due !== '' && <span className="due">{due}</span>}
      </td>
      <td className="mono muted">{rule}</td>
    </tr>
  );
}

function Part({ part: { title, lines }, nowUs }: { part: ContractPart; nowUs: number }) {
  return (
    <tbody aria-label={title}>
      <tr className="part">
        <th scope="rowgroup" colSpan={3}>
          {title}
        </th>
      </tr>
      {lines.map((line) => (
        <Line key={line.name} line={line} nowUs={nowUs} />
      ))}
    </tbody>
  );
}

function Terms({ instrument }: { instrument: string }) {
  const { terms, refusal } = useTerms(instrument);
  const strip = useSlow('strip');
  if (terms === null) {
    return <p role="status">{refusal === '' ? 'Asking the core\u2026' : refusal}</p>;
  }
  return (
    <div className="contract-terms" role="region" aria-label="Terms" ref={reachable}>
      <table>
        <colgroup>
          <col className="name" />
          <col />
          <col className="rule" />
        </colgroup>
        {terms.parts.map((part) => (
          <Part key={part.title} part={part} nowUs={strip?.timeUs ?? 0} />
        ))}
      </table>
    </div>
  );
}

/** Of the instrument in front. */
export function showContract(): void {
  const { instrument } = deskState();
  if (instrument === '') return;
  showDialog((close) => (
    <Dialog title={`Contract ${instrument}`} back={close} className="contract">
      <Terms instrument={instrument} />
      <div className="acts">
        <button type="button" className="neutral" onClick={close} data-first-focus>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  ));
}

export function ContractButton() {
  const key = useKey('everywhere', 'Alt I');
  const name = `Contract details (${key})`;
  return (
    <button
      type="button"
      className="icon small"
      aria-label="Contract details"
      aria-keyshortcuts={ariaKey(key)}
      title={name}
      onClick={showContract}
    >
      <Info size={14} strokeWidth={1.75} aria-hidden />
    </button>
  );
}
