/** How this window looks: theme, the pair of directions, and colours of the person's own. */
import { RotateCcw, Settings as Gear } from 'lucide-react';
import { useState } from 'react';
import { contrast } from '../../theme/contrast.ts';
import { LEAST_CONTRAST, lowestContrast, REPLACEABLE } from '../../theme/replaced.ts';
import type { Lowest, Replaceable } from '../../theme/replaced.ts';
import { PALETTES, THEMES, tokensOf } from '../../theme/tokens.ts';
import type { Palette, Theme, Tokens } from '../../theme/tokens.ts';
import { tokensNow } from '../colours.ts';
import { showSeat } from '../../panels/seat/seat-dialog.tsx';
import { setDesk, useDesk } from '../desk-state.ts';
import { Dialog } from '../dialog.tsx';
import { showDialog } from '../dialog-host.tsx';
import { showKeySettings } from './key-settings.tsx';

/** What a colour is called, what it is for, and how it looks in use. */
const USES: Readonly<Record<Replaceable, readonly [string, string, string]>> = {
  up: ['Up', 'buy, gain', '\u25b2 LONG +55,414.85'],
  down: ['Down', 'sell, loss', '\u25bc SHORT \u221221,024.00'],
  warn: ['Warning', 'L1, L2, stale, unknown', 'L2 117.5 %'],
  danger: ['Danger', 'L3, refused, liquidation', 'L3 104.2 %'],
};

const PLACES: Partial<Readonly<Record<keyof Tokens, string>>> = {
  panel: 'a panel',
  raised: 'a raised row',
  selected: 'a selected row',
  warnGround: 'its own ground',
  dangerGround: 'its own ground',
};

/** Rounded down: a figure that is too low never reads as enough. */
function figureText(figure: number): string {
  return (Math.floor(figure * 10) / 10).toFixed(1);
}

function refusalText(name: Replaceable, { ground, figure }: Lowest): string {
  const place = PLACES[ground] ?? ground;
  const least = LEAST_CONTRAST.toFixed(1);
  return `${USES[name][0]} is not taken: ${figureText(figure)} on ${place}, ${least} is needed.`;
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly choices: readonly T[];
  readonly chosen: T;
  readonly choose: (choice: T) => void;
  readonly children: (choice: T) => React.ReactNode;
}

function Choice<T extends string>({ name, choices, chosen, choose, children }: ChoiceProps<T>) {
  return (
    <fieldset className="choice">
      <legend>{name}</legend>
      {choices.map((choice) => (
        <button
          key={choice}
          type="button"
          aria-pressed={choice === chosen}
          {...(choice === chosen && choices.includes('dark' as T) && { 'data-first-focus': true })}
          onClick={() => choose(choice)}
        >
          {children(choice)}
        </button>
      ))}
    </fieldset>
  );
}

function Pair({ theme, palette }: { theme: Theme; palette: Palette }) {
  const { up, down } = tokensOf(theme, palette);
  return (
    <>
      <span style={{ color: up }} aria-hidden>
        {'\u25b2'}
      </span>
      <span style={{ color: down }} aria-hidden>
        {'\u25bc'}
      </span>
      {palette}
    </>
  );
}

interface ColourRowProps {
  readonly name: Replaceable;
  /** What the field holds: taken, or tried and refused. */
  readonly colour: string;
  readonly isOwn: boolean;
  readonly tokens: Tokens;
  readonly take: (colour: string) => void;
  readonly reset: () => void;
}

function ColourRow({ name, colour, isOwn, tokens, take, reset }: ColourRowProps) {
  const [title, use, sample] = USES[name];
  const figures = [contrast(colour, tokens.panel), contrast(colour, tokens.raised)];
  return (
    <tr>
      <th scope="row">
        {title} <span>{use}</span>
      </th>
      <td>
        <span className="own-colour">
          <input
            type="color"
            aria-label={title}
            value={colour}
            onChange={({ target }) => take(target.value)}
          />
          <span className="mono">{colour}</span>
        </span>
      </td>
      <td className="sample" style={{ color: tokens[name] }}>
        {sample}
      </td>
      {figures.map((figure, at) => (
        <td key={at === 0 ? 'panel' : 'raised'} className="figure">
          {figureText(figure)}
        </td>
      ))}
      <td>
        {isOwn && (
          <button
            type="button"
            className="icon small"
            aria-label={`${title}: the desk's own again`}
            title={`${title}: the desk's own again`}
            onClick={reset}
          >
            <RotateCcw size={14} strokeWidth={1.75} />
          </button>
        )}
      </td>
    </tr>
  );
}

/** The colours of the theme on the screen; what is legible on it is not on the other. */
function ReplaceColours({ theme }: { theme: Theme }) {
  const colours = useDesk((state) => state.colours);
  const [tried, setTried] = useState<Partial<Record<Replaceable, string>>>({});
  const tokens = tokensNow();
  const keep = (name: Replaceable, colour: string | null): void => {
    const { [name]: _, ...others } = colours[theme];
    const own = colour === null ? others : { ...others, [name]: colour };
    setDesk({ colours: { ...colours, [theme]: own } });
    setTried({ ...tried, [name]: undefined });
  };
  const take = (name: Replaceable, colour: string): void => {
    const isLegible = lowestContrast(name, colour, tokens).figure >= LEAST_CONTRAST;
    if (isLegible) keep(name, colour);
    else setTried({ ...tried, [name]: colour });
  };
  const refusals = REPLACEABLE.flatMap((name) => {
    const colour = tried[name];
    return colour === undefined ? [] : refusalText(name, lowestContrast(name, colour, tokens));
  });
  return (
    <>
      <table>
        <caption>Replace a colour of the {theme} theme</caption>
        <thead>
          <tr>
            <th scope="col">Colour</th>
            <th scope="col">Own</th>
            <th scope="col">In use</th>
            <th scope="col" className="figure">
              On panel
            </th>
            <th scope="col" className="figure">
              On raised
            </th>
            <th scope="col">
              <span className="hidden-text">Reset</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {REPLACEABLE.map((name) => (
            <ColourRow
              key={name}
              name={name}
              colour={tried[name] ?? tokens[name]}
              isOwn={colours[theme][name] !== undefined || tried[name] !== undefined}
              tokens={tokens}
              take={(colour) => take(name, colour)}
              reset={() => keep(name, null)}
            />
          ))}
        </tbody>
      </table>
      <div role="alert">
        {refusals.map((refusal) => (
          <p key={refusal} className="refusal">
            {refusal}
          </p>
        ))}
      </div>
      <p>
        Figures are contrast; text needs {LEAST_CONTRAST}. Bars, selected rows and the chart follow.
      </p>
    </>
  );
}

function Settings({ close }: { close: () => void }) {
  const theme = useDesk((state) => state.theme);
  const palette = useDesk((state) => state.palette);
  const colours = useDesk((state) => state.colours);
  const hasOwn = Object.keys(colours[theme]).length > 0;
  const title = (
    <>
      <Gear size={16} strokeWidth={1.75} aria-hidden />
      Settings
    </>
  );
  return (
    <Dialog title={title} back={close} className="settings">
      <Choice
        name="Theme"
        choices={THEMES}
        chosen={theme}
        choose={(choice) => setDesk({ theme: choice })}
      >
        {(choice) => (choice === 'dark' ? 'Dark' : 'Light')}
      </Choice>
      <Choice
        name="Directions"
        choices={PALETTES}
        chosen={palette}
        choose={(choice) => setDesk({ palette: choice })}
      >
        {(choice) => <Pair theme={theme} palette={choice} />}
      </Choice>
      <ReplaceColours key={theme} theme={theme} />
      <div className="acts">
        {hasOwn && (
          <button
            type="button"
            className="plain"
            onClick={() => setDesk({ colours: { ...colours, [theme]: {} } })}
          >
            All the desk{'\u2019'}s own again
          </button>
        )}
        <button type="button" className="outline" onClick={showSeat}>
          Disconnect{'\u2026'}
        </button>
        <button type="button" className="outline" onClick={showKeySettings}>
          Keys{'\u2026'}
        </button>
        <button type="button" className="outline" onClick={close}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </Dialog>
  );
}

export function showSettings(): void {
  showDialog((close) => <Settings close={close} />);
}

/** The gear of the app bar. */
export function SettingsButton() {
  return (
    <button
      type="button"
      className="icon"
      aria-label="Settings"
      title="Settings"
      onClick={showSettings}
    >
      <Gear size={16} strokeWidth={1.75} />
    </button>
  );
}
