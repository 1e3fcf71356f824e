/** What a drill expects of the venue and of what it said: each subject is a noun and its names. */
import type { PresentedEvent } from '../../sequencer/admission/presenter.ts';
import { NONE } from '../../sequencer/admission/presenter.ts';
import type { NameKind } from '../../sequencer/admission/names.ts';
import type { View } from '../../sequencer/admission/views.ts';
import { EVENT_KINDS } from '../../venue/events.ts';
import { meets, written } from './compare.ts';
import type { Mismatch } from './problem.ts';
import type { Stage } from './stage.ts';

type Expected = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Expected {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A subject that cannot be looked at is itself a mismatch. */
class Unreadable extends Error {}

/** The field that a value alone is about: `fund USDT: 1000`. */
const MAIN_FIELD: Readonly<Record<string, string>> = { fund: 'balance', order: 'state' };

class Reader {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  #id(kind: NameKind, name: string | undefined): number {
    const { names } = this.#stage.presenter;
    const id = name === undefined ? 0 : names.idOf(kind, name);
    if (id !== 0) return id;
    throw new Unreadable(`no ${kind} is called ${name ?? 'nothing'}; ${names.some(kind)}`);
  }

  #order(name = ''): number {
    const id = this.#stage.remembered.get(name.replace(/^\$/, ''));
    if (id === undefined) throw new Unreadable(`nothing was remembered as ${name}`);
    return id;
  }

  view(noun: string, names: readonly string[]): View {
    const { views } = this.#stage;
    const [first, second] = names;
    switch (noun) {
      case 'account':
        return views.account(this.#id('account', first));
      case 'subaccount':
        return views.subaccount(this.#id('subaccount', first));
      case 'balance':
        return views.balance(this.#id('subaccount', first), this.#id('asset', second));
      case 'position':
        return views.position(this.#id('subaccount', first), this.#id('instrument', second));
      case 'bucket': {
        const subaccount = this.#id('subaccount', first);
        const asset = this.#stage.presenter.names.idOf('asset', second ?? '');
        return asset === 0
          ? views.isolatedBucket(subaccount, this.#id('instrument', second))
          : views.crossBucket(subaccount, asset);
      }
      case 'portfolio':
        return views.portfolio(this.#id('subaccount', first), this.#id('index', second));
      case 'instrument':
        return views.instrument(this.#id('instrument', first));
      case 'index':
        return views.index(this.#id('index', first));
      case 'fund':
        return views.fund(this.#id('asset', first), second);
      case 'order':
        return views.order(this.#order(first));
      case 'observed':
        return views.observed(this.#id('subaccount', first));
      default:
        throw new Unreadable(`there is no ${noun} to look at; docs/drills.md lists what there is`);
    }
  }

  calls(names: readonly string[]): View[] {
    return this.#stage.views.calls(this.#id('subaccount', names[0]));
  }

  expected(names: readonly string[]): View[] {
    return this.#stage.views.expected(this.#id('subaccount', names[0]));
  }

  book(names: readonly string[]): Readonly<Record<string, string[][]>> {
    return this.#stage.views.book(this.#id('instrument', names[0]));
  }
}

function compareView(what: string, view: View, expected: unknown, main = ''): Mismatch[] {
  const fields = isRecord(expected) ? expected : { [main]: expected };
  return Object.entries(fields).flatMap(([field, value]) => {
    const wanted = written(value);
    const seen = Object.hasOwn(view, field) ? view[field] : undefined;
    const at = field === main ? what : `${what}, ${field}`;
    if (seen === undefined) {
      return { what: at, expected: wanted, seen: `no such field; ${Object.keys(view).join(', ')}` };
    }
    return meets(seen, wanted) ? [] : { what: at, expected: wanted, seen };
  });
}

function compareList(what: string, views: readonly View[], expected: unknown): Mismatch[] {
  const wanted = Array.isArray(expected) ? expected : [];
  if (!Array.isArray(expected) && written(expected) !== NONE) {
    return [{ what, expected: 'a list of records, or none', seen: written(expected) }];
  }
  if (views.length !== wanted.length) {
    const seen = views.map((view) => shownView(view)).join('; ');
    const count = `${views.length}${views.length === 0 ? '' : `: ${seen}`}`;
    return [{ what, expected: `${wanted.length}`, seen: count }];
  }
  return views.flatMap((view, n) => compareView(`${what} ${n + 1}`, view, wanted[n]));
}

function compareBook(
  what: string,
  book: Readonly<Record<string, string[][]>>,
  expected: unknown,
): Mismatch[] {
  if (!isRecord(expected)) return [{ what, expected: 'bids and asks', seen: written(expected) }];
  return Object.entries(expected).flatMap(([side, value]) => {
    const seen = book[side];
    if (seen === undefined) return { what: `${what}, ${side}`, expected: 'bids or asks', seen: '' };
    const wanted = Array.isArray(value) ? (value as unknown[]) : [];
    const isEqual =
      wanted.length === seen.length &&
      seen.every((pair, n) => {
        const level = wanted[n];
        return Array.isArray(level) && pair.every((cell, at) => meets(cell, written(level[at])));
      });
    if (isEqual) return [];
    return { what: `${what}, ${side}`, expected: written(value), seen: JSON.stringify(seen) };
  });
}

/** An event or a view on one line: `level 1, cure 12.50`. */
export function shownView(view: View): string {
  return Object.entries(view)
    .map(([field, value]) => `${field} ${value}`)
    .join(', ');
}

/** At least one event of the kind since the last expectations has these columns. */
function compareEvent(
  what: string,
  events: readonly PresentedEvent[],
  expected: unknown,
): Mismatch[] {
  const wanted = isRecord(expected) ? expected : {};
  const found = events.some(({ columns }) => compareView(what, columns, wanted).length === 0);
  if (found) return [];
  const seen = events.map(({ columns }) => shownView(columns)).join('; ');
  return [
    { what, expected: shownView(wanted as View), seen: seen === '' ? 'no such event' : seen },
  ];
}

function compareOne(
  stage: Stage,
  events: readonly PresentedEvent[],
  subject: string,
  expected: unknown,
): Mismatch[] {
  const [noun = '', ...names] = subject.split(/\s+/);
  if (noun === 'event' || noun === 'events') {
    const [kind = ''] = names;
    if (!(EVENT_KINDS as readonly string[]).includes(kind)) {
      return [{ what: subject, expected: 'a kind of event', seen: kind }];
    }
    const ofKind = events.filter((event) => event.kind === kind);
    if (noun === 'event') {
      const all: unknown[] = Array.isArray(expected) ? expected : [expected];
      return all.flatMap((one) => compareEvent(subject, ofKind, one));
    }
    return compareList(
      subject,
      ofKind.map(({ columns }) => columns),
      expected,
    );
  }
  const reader = new Reader(stage);
  try {
    if (noun === 'calls') return compareList(subject, reader.calls(names), expected);
    if (noun === 'expected') return compareList(subject, reader.expected(names), expected);
    if (noun === 'book') return compareBook(subject, reader.book(names), expected);
    return compareView(subject, reader.view(noun, names), expected, MAIN_FIELD[noun]);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return [{ what: subject, expected: written(expected), seen: error.message }];
  }
}

/** Everything that is not as expected; `events` are those since the last expectations. */
export function compare(
  stage: Stage,
  events: readonly PresentedEvent[],
  expectations: Expected,
): Mismatch[] {
  return Object.entries(expectations).flatMap(([subject, expected]) =>
    compareOne(stage, events, subject, expected),
  );
}
