/**
 * Keys that a person put in the place of others. An act is called by its place and the key that
 * the table gives it, so whatever handles keys knows the table's names alone.
 */
import { KEY_TABLE } from './key-table.ts';
import type { KeyLine, KeyPlace } from './key-table.ts';

/** Key by act, of those that have another one than the table says. */
export type OwnKeys = Readonly<Record<string, string>>;

export const NO_OWN_KEYS: OwnKeys = {};

const ACTS = KEY_TABLE.filter(({ isFixed }) => isFixed !== true);
const KEY = /^(?:Ctrl )?(?:Alt )?(?:Shift )?(?:F\d\d?|[A-Z][a-z]+[A-Za-z]*|\S)$/;
/** They move, leave and choose, wherever the focus is. */
const KEPT = /^(?:Shift )?(?:Tab|Enter|Space|Backspace|Up|Down|Left|Right|Esc|[0-9])$/;
/** A key on its way to another one, or one without a name. */
const NO_KEY = /(?:Control|Shift|Alt|AltGraph|Meta|Dead|Process|Unidentified|CapsLock)$/;

function actOf({ where, keys }: Pick<KeyLine, 'where' | 'keys'>): string {
  return `${where} ${keys}`;
}

/** The key that does now what the table has under `keys`. */
export function keyNow(own: OwnKeys, where: KeyPlace, keys: string): string {
  return own[actOf({ where, keys })] ?? keys;
}

/** What was pressed, by the table's name of what it does there; empty where it does nothing. */
export function meantBy(own: OwnKeys, where: KeyPlace, name: string): string {
  const here = ACTS.filter((line) => line.where === where);
  const meant = here.find(({ keys }) => keyNow(own, where, keys) === name);
  if (meant !== undefined) return meant.keys;
  return here.some(({ keys }) => keys === name) ? '' : name;
}

/** Whether a key would be pressed while a person writes. */
export function isWritten(name: string): boolean {
  return name.length === 1 || name === 'Space' || /^Shift .$/.test(name);
}

function meet(a: KeyPlace, b: KeyPlace): boolean {
  return a === b || a === 'everywhere' || b === 'everywhere';
}

/** The act that has this key already where the given one would act; undefined where none has. */
export function clashOf(own: OwnKeys, line: KeyLine, key: string): KeyLine | undefined {
  return ACTS.find(
    (other) =>
      other !== line &&
      meet(other.where, line.where) &&
      keyNow(own, other.where, other.keys) === key,
  );
}

/** Why a key cannot stand for an act, in words; empty where it can. */
export function refusalOf(own: OwnKeys, line: KeyLine, key: string): string {
  if (!KEY.test(key)) return `${key} is not a key that can be kept.`;
  if (KEPT.test(key) && key !== line.keys) return `${key} stays what it is everywhere.`;
  const clash = clashOf(own, line, key);
  if (clash === undefined) return '';
  return `${key} is taken, ${clash.where}: ${clash.does}. Give that another key first.`;
}

/** Whether a pressed key is one at all, and not yet on its way to one. */
export function isWholeKey(name: string): boolean {
  return !NO_KEY.test(name);
}

/** With a key for an act; the table's own is kept by not being named. */
export function withKey(own: OwnKeys, line: KeyLine, key: string): OwnKeys {
  const { [actOf(line)]: _, ...others } = own;
  return key === line.keys ? others : { ...others, [actOf(line)]: key };
}

/** Takes of what was stored the keys that still stand for one act each. */
export function readKeys(stored: unknown): OwnKeys {
  const given = Object(stored) as Readonly<Record<string, unknown>>;
  const named = ACTS.flatMap((line) => {
    const key = given[actOf(line)];
    return typeof key === 'string' ? [[line, key] as const] : [];
  });
  const own = Object.fromEntries(named.map(([line, key]) => [actOf(line), key]));
  // All are put in before any is judged: two may have changed places.
  const isGood = named.every(([line, key]) => refusalOf(own, line, key) === '');
  return isGood ? own : NO_OWN_KEYS;
}

/** The lines of the table whose key can be replaced. */
export const REMAPPABLE: readonly KeyLine[] = ACTS;
