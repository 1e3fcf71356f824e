/** Margin by mode: the same book under each, and what a switch would be refused for. */
import { OctagonAlert } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type {
  ModeColumn,
  ModeComparison,
  ModePosition,
  Reply,
} from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';
import { useMayMode } from '../../workspace/authority.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { showDialog } from '../../workspace/dialog-host.tsx';
import { ariaKey, useKey } from '../../workspace/keys.ts';
import { notify } from '../../workspace/notices.ts';
import { healthTone } from '../accounts/health.ts';
import './modes.css';

const AGAIN_MS = 1_000;

interface Asked {
  readonly comparison: ModeComparison | null;
  /** Why there is none; empty while there is, or it is awaited. */
  readonly refusal: string;
}

/** Asked of the core every second, while it is looked at. */
function useComparison(subaccount: string): Asked {
  const feed = useFeed();
  const [asked, show] = useState<Asked>({ comparison: null, refusal: '' });
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const ask = async (): Promise<void> => {
      const { body, code, sentence } = await feed.request({ name: 'modes', subaccount });
      if (isOver) return;
      // What is old is not shown as if it were of now.
      if (body?.name === 'modes') show({ comparison: body.comparison, refusal: '' });
      else show({ comparison: null, refusal: `${code}: ${sentence}` });
      timer = window.setTimeout(() => void ask(), AGAIN_MS);
    };
    void ask();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [feed, subaccount]);
  return asked;
}

interface RowProps {
  readonly name: ReactNode;
  readonly modes: readonly ModeColumn[];
  readonly of: (column: ModeColumn) => string;
  readonly toneOf?: (column: ModeColumn) => string;
  readonly className?: string;
}

function Row({ name, modes, of, toneOf, className = '' }: RowProps) {
  return (
    <tr className={className}>
      <th scope="row">{name}</th>
      {modes.map((column) => (
        <td
          key={column.mode}
          className={`${column.isNow ? 'is-now' : ''} ${toneOf?.(column) ?? ''}`.trim()}
        >
          {of(column)}
        </td>
      ))}
    </tr>
  );
}

const NONE = '\u2014';

function isPooled(mode: ModeColumn['mode']): boolean {
  return mode === 'multiAsset' || mode === 'portfolio';
}

const AS_IT_STANDS = 'All of the account as it stands';
const AS_IF = 'As if all positions were in this mode';

/** Of a mode that has components, one of them. */
function partOf(name: string): (column: ModeColumn) => string {
  return ({ components }) => components.find((one) => one.name === name)?.amount ?? NONE;
}

/** Its row, with a word where it is what decides in some mode. */
function Component({ name, modes }: { name: string; modes: readonly ModeColumn[] }) {
  const binds = modes.some(({ components }) =>
    components.some((one) => one.name === name && one.binds),
  );
  return (
    <Row
      name={
        <>
          {name}
          {binds && <span className="decides"> binds</span>}
        </>
      }
      modes={modes}
      of={partOf(name)}
    />
  );
}

function positionOf({ positions }: ModeColumn, instrument: string): ModePosition | undefined {
  return positions.find((one) => one.instrument === instrument);
}

interface PositionProps {
  readonly instrument: string;
  readonly held: string;
  readonly modes: readonly ModeColumn[];
}

/** What it asks by itself, and where it would be liquidated: the same in every column. */
function Position({ instrument, held, modes }: PositionProps) {
  return (
    <>
      <Row
        name={
          <>
            {instrument} <span className="muted">{held}</span>
          </>
        }
        modes={modes}
        of={(column) => positionOf(column, instrument)?.initial ?? NONE}
      />
      <Row
        name={<span className="muted below">liquidation price</span>}
        modes={modes}
        of={(column) => positionOf(column, instrument)?.liquidation ?? NONE}
        className="quiet"
      />
    </>
  );
}

function Figures({ modes, asset }: Pick<ModeComparison, 'modes' | 'asset'>) {
  const names = [...new Set(modes.flatMap(({ components }) => components.map(({ name }) => name)))];
  const positions = modes.find(({ positions: { length } }) => length > 0)?.positions ?? [];
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Component, {asset}</th>
          {modes.map(({ mode, title, isNow }) => (
            <th
              key={mode}
              scope="col"
              className={isNow ? 'is-now' : ''}
              title={isNow ? AS_IT_STANDS : AS_IF}
            >
              {isNow ? `${title}, now` : `If ${title.toLowerCase()}`}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {positions.map(({ instrument, held }) => (
          <Position key={instrument} {...{ instrument, held, modes }} />
        ))}
        {names.map((name) => (
          <Component key={name} name={name} modes={modes} />
        ))}
        <Row name="Initial margin" modes={modes} of={({ initial }) => initial} className="strong" />
        <Row
          name="Maintenance margin"
          modes={modes}
          of={({ maintenance }) => maintenance}
          className="strong"
        />
        <Row name="Equity that counts" modes={modes} of={({ equity }) => equity} />
        <Row
          name="Equity less initial margin"
          modes={modes}
          of={({ free }) => free}
          toneOf={({ freeSign }) => (freeSign < 0 ? 'down' : '')}
        />
        <Row
          name="Health, worst bucket"
          modes={modes}
          of={({ health }) => health}
          toneOf={({ healthPpm }) => healthTone(healthPpm)}
          className="strong"
        />
      </tbody>
    </table>
  );
}

interface SwitchProps {
  readonly column: ModeColumn;
  /** Whether all positions would go with it: into a pool or out of one. */
  readonly movesAll: boolean;
  readonly may: boolean;
  readonly to: (column: ModeColumn) => void;
}

const MOVES_ALL = 'Passes as things stand.';
const MOVES_IDLE = 'Passes; positions that stand stay as they are.';

function Switch({ column, movesAll, may, to }: SwitchProps) {
  const { title, refusalCode, refusalSentence } = column;
  return (
    <li>
      <b>To {title.toLowerCase()}</b>
      {refusalCode === '' ? (
        <button type="button" className="outline small" disabled={!may} onClick={() => to(column)}>
          Switch to {title.toLowerCase()}
        </button>
      ) : (
        <span className="tag refused">
          <OctagonAlert size={12} strokeWidth={2} aria-hidden />
          {refusalCode}
        </span>
      )}
      <p>{refusalSentence || (movesAll ? MOVES_ALL : MOVES_IDLE)}</p>
    </li>
  );
}

function told({ result, code, sentence }: Reply, title: string, subaccount: string): void {
  if (result === 'done') notify('information', `${title} margin`, `${subaccount} is in it now.`);
  else notify('warning', code, sentence);
}

/** The comparison, or what there is instead of it. */
export function ModesBody({ subaccount }: { subaccount: string }) {
  const feed = useFeed();
  const { comparison, refusal } = useComparison(subaccount);
  const may = useMayMode()(subaccount);
  const to = useCallback(
    async ({ mode, title }: ModeColumn): Promise<void> => {
      const command = { kind: 'subaccount.mode', subaccount, mode };
      told(await feed.request({ name: 'command', command }), title, subaccount);
    },
    [feed, subaccount],
  );
  if (comparison === null) {
    return <p role="status">{refusal === '' ? 'Asking the core\u2026' : refusal}</p>;
  }
  const others = comparison.modes.filter(({ isNow }) => !isNow);
  const isPool = comparison.modes.some(({ isNow, mode }) => isNow && isPooled(mode));
  return (
    <>
      <Figures {...comparison} />
      <ul>
        {others.map((column) => (
          <Switch
            key={column.mode}
            column={column}
            movesAll={isPool || isPooled(column.mode)}
            may={may}
            to={(chosen) => void to(chosen)}
          />
        ))}
      </ul>
    </>
  );
}

function Modes({ subaccount, close }: { subaccount: string; close: () => void }) {
  return (
    <Dialog title={`Margin by mode, ${subaccount}`} back={close} className="modes">
      <ModesBody subaccount={subaccount} />
      <div className="acts">
        <button type="button" className="neutral" onClick={close} data-first-focus>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}

/** Of the subaccount that the window looks at. */
export function showModes(): void {
  const { subaccount } = deskState();
  if (subaccount === '') return;
  showDialog((close) => <Modes subaccount={subaccount} close={close} />);
}

export function ModesButton() {
  const key = useKey('everywhere', 'Alt M');
  return (
    <button
      type="button"
      className="neutral small"
      aria-keyshortcuts={ariaKey(key)}
      title={`Margin by mode (${key})`}
      onClick={showModes}
    >
      Modes
    </button>
  );
}
