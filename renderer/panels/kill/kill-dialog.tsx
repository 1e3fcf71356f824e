/** The kill switch: what is stopped, with what that does; then held, or its word typed. */
import { Check, OctagonX } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { KillChoice, KillRow, KillSwitch, Reply } from '../../../core/desk/messages.ts';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { deskState } from '../../workspace/desk-state.ts';
import { Dialog } from '../../workspace/dialog.tsx';
import { keyName } from '../../workspace/key-table.ts';
import { Key } from '../../workspace/key.tsx';
import { meantKey } from '../../workspace/keys.ts';
import { askKillSwitch, engage, flatten, release } from './engage.ts';
import {
  byWords,
  choiceKey,
  choiceTitle,
  counted,
  mayFlatten,
  releaseWords,
  WORD,
} from './kill-words.ts';
import { useHold } from './use-hold.ts';
import { useKills, useKillSwitch } from './use-kills.ts';

function refusalOf(reply: Reply): string {
  return reply.result === 'done' ? '' : `${reply.code}: ${reply.sentence}`;
}

/** What had the focus before is gone, or was not there yet. */
function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}

/** What is stopped already, and whoever may lets it go again. */
function Engaged({ kills, releasable }: { kills: readonly KillRow[]; releasable: Releasable }) {
  const feed = useFeed();
  const [refusal, setRefusal] = useState('');
  if (kills.length === 0) return null;
  const letGo = async (kill: number): Promise<void> => {
    setRefusal(refusalOf(await release(feed, kill)));
  };
  return (
    <>
      <p className="kill-label">Stopped now</p>
      <ul className="kill-engaged">
        {kills.map((kill) => (
          <li key={kill.key}>
            <b>{kill.scope === 'venue' ? 'Venue' : kill.name}</b>
            <span className="clipped">
              {kill.scope}, by {byWords(kill)}
            </span>
            {releasable.includes(kill.kill) && (
              <button
                type="button"
                className="outline small"
                aria-label={`Release ${kill.words}`}
                onClick={() => void letGo(kill.kill)}
              >
                Release
              </button>
            )}
          </li>
        ))}
      </ul>
      {refusal !== '' && (
        <p className="fault" role="alert">
          {refusal}
        </p>
      )}
    </>
  );
}

type Releasable = KillSwitch['releasable'];

interface ScopeProps {
  readonly choices: readonly KillChoice[];
  readonly chosen: KillChoice;
  readonly choose: (choice: KillChoice) => void;
}

/** Strategies may be many: they share one button, and a list beside it. */
function Scope({ choices, chosen, choose }: ScopeProps) {
  const strategies = choices.filter(({ scope }) => scope === 'strategy');
  const places = choices.filter(({ scope }) => scope !== 'strategy');
  const [first] = strategies;
  return (
    <>
      <p className="kill-label">Scope</p>
      <fieldset className="segments kill-scope" aria-label="Scope">
        {places.map((choice, at) => (
          <button
            key={choiceKey(choice)}
            type="button"
            title={choice.scope}
            aria-pressed={choice === chosen}
            {...(at === 0 && { ref: focusOnce })}
            onClick={() => choose(choice)}
          >
            <span className="clipped">{choiceTitle(choice)}</span>
          </button>
        ))}
        {first !== undefined && (
          <button
            type="button"
            aria-pressed={chosen.scope === 'strategy'}
            onClick={() => choose(first)}
          >
            Strategy
          </button>
        )}
      </fieldset>
      {chosen.scope === 'strategy' && (
        <select
          aria-label="Strategy"
          value={chosen.name}
          onChange={({ target }) => {
            const named = strategies.find(({ name }) => name === target.value);
            if (named !== undefined) choose(named);
          }}
        >
          {strategies.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </>
  );
}

interface ActsProps {
  readonly chosen: KillChoice;
  /** Null where closing is not for who sits here. */
  readonly flattens: boolean | null;
  readonly setFlattens: (flattens: boolean) => void;
}

function Acts({ chosen, flattens, setFlattens }: ActsProps) {
  const { scope, orders, subaccounts, positions } = chosen;
  const isStrategy = scope === 'strategy';
  return (
    <>
      <p className="kill-label">Do</p>
      <ul className="kill-acts">
        <li>
          <Check size={14} strokeWidth={1.75} aria-hidden />
          Cancel working orders <b>{orders}</b>
        </li>
        <li>
          <Check size={14} strokeWidth={1.75} aria-hidden />
          {isStrategy ? 'Block its new orders, closing too' : 'Block new risk, reduce only'}
          <b>{isStrategy ? '' : counted(subaccounts, 'account')}</b>
        </li>
        {flattens !== null && !isStrategy && (
          <li>
            <label>
              <input
                type="checkbox"
                checked={flattens}
                onChange={({ target }) => setFlattens(target.checked)}
              />
              Flatten positions at market
            </label>
            <b>{counted(positions.length, 'position')}</b>
          </li>
        )}
      </ul>
    </>
  );
}

function isPress(event: React.KeyboardEvent): boolean {
  return ['Space', 'Enter'].includes(keyName(event)) && !event.repeat;
}

/** Held by the pointer, by its key, or by Space and Enter where it has the focus. */
function HoldButton({ hold }: { hold: ReturnType<typeof useHold> }) {
  return (
    <button
      type="button"
      className={`danger-fill hold${hold.isHeld ? ' is-held' : ''}`}
      onPointerDown={({ button }) => button === 0 && hold.begin()}
      onPointerUp={hold.end}
      onPointerLeave={hold.end}
      onBlur={hold.end}
      onKeyDown={(event) => isPress(event) && hold.begin()}
      onKeyUp={hold.end}
    >
      <span>
        Hold to run, 1 s <Key where="everywhere" of="Shift F12" />
      </span>
    </button>
  );
}

interface FirstStepProps {
  readonly back: () => void;
  readonly ran: (lines: readonly string[]) => void;
}

function FirstStep({ back, ran }: FirstStepProps) {
  const feed = useFeed();
  const kills = useKills();
  const answer = useKillSwitch();
  const signedIn = useScalar('signedIn');
  const [wanted, setWanted] = useState('');
  const [flattens, setFlattens] = useState(false);
  const [typed, setTyped] = useState('');
  const [refusal, setRefusal] = useState('');
  const choices = answer?.choices ?? [];
  const chosen = choices.find((choice) => choiceKey(choice) === wanted) ?? choices[0];
  const run = async (): Promise<void> => {
    if (chosen === undefined) return;
    const reply = await engage(feed, chosen);
    if (reply.result !== 'done') return setRefusal(refusalOf(reply));
    const what = chosen.scope === 'venue' ? 'The venue' : `The ${chosen.scope} ${chosen.name}`;
    const lines = [`${what} is stopped: working orders are cancelled, new risk is refused.`];
    ran(lines);
    if (!flattens || !mayFlatten(signedIn)) return;
    // As they are now that nothing new is taken: its orders may have traded meanwhile.
    const now = await askKillSwitch(feed, deskState().subaccount);
    const same = now?.choices.find((choice) => choiceKey(choice) === choiceKey(chosen));
    const closes = same?.positions ?? chosen.positions;
    const replies = await flatten(feed, closes);
    const failed = replies.filter(({ result }) => result !== 'done');
    const [first] = failed;
    const closed = replies.length - failed.length;
    const words = `${closed} of ${counted(replies.length, 'position')} closed at the market.`;
    ran([...lines, words, ...(first === undefined ? [] : [`First refusal: ${refusalOf(first)}`])]);
  };
  const hold = useHold(() => void run());
  // Wherever the focus went within the dialog.
  useEffect(() => {
    const down = (event: KeyboardEvent): void => {
      if (meantKey(event, 'everywhere') === 'Shift F12' && !event.repeat) hold.begin();
    };
    document.addEventListener('keydown', down);
    document.addEventListener('keyup', hold.end);
    return () => {
      document.removeEventListener('keydown', down);
      document.removeEventListener('keyup', hold.end);
    };
  });
  return (
    <>
      <Engaged kills={kills} releasable={answer?.releasable ?? []} />
      {chosen === undefined ? (
        <p data-first-focus tabIndex={-1}>
          {answer === null
            ? 'Asking the core what may be stopped.'
            : 'Nothing here is yours to stop.'}
        </p>
      ) : (
        <>
          <Scope
            choices={choices}
            chosen={chosen}
            choose={(choice) => setWanted(choiceKey(choice))}
          />
          <Acts
            chosen={chosen}
            flattens={mayFlatten(signedIn) ? flattens : null}
            setFlattens={setFlattens}
          />
          <p>{releaseWords(signedIn?.role)}</p>
          <label htmlFor="kill-word" className="kill-label">
            Hold the button, or type {WORD} and Enter
          </label>
          <input
            id="kill-word"
            type="text"
            autoComplete="off"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
            onKeyDown={(event) => {
              if (keyName(event) === 'Enter' && typed.trim() === WORD) void run();
            }}
          />
        </>
      )}
      {refusal !== '' && (
        <p className="fault" role="alert">
          {refusal}
        </p>
      )}
      <div className="acts">
        <button type="button" className="outline" onClick={back}>
          Back <kbd>Esc</kbd>
        </button>
        {chosen !== undefined && <HoldButton hold={hold} />}
      </div>
    </>
  );
}

export function KillDialog({ close }: { close: () => void }) {
  const [lines, setLines] = useState<readonly string[] | null>(null);
  const title = (
    <span className="kill-title">
      <OctagonX size={16} strokeWidth={1.75} aria-hidden />
      Kill switch, step {lines === null ? 1 : 2} of 2
    </span>
  );
  return (
    <Dialog title={title} back={close} className="kill">
      {lines === null ? (
        <FirstStep back={close} ran={setLines} />
      ) : (
        <>
          <output>
            {lines.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </output>
          <div className="acts">
            <button type="button" className="outline" ref={focusOnce} onClick={close}>
              Close <kbd>Esc</kbd>
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
