/** Which commands a person means by a few letters, the likeliest first. */
import type { Command } from './commands.ts';

/** Of a group, while nothing is typed yet. */
const OFFERED = 6;
/** Of all, once something is. */
const FOUND_MAX = 40;
export const RECENT = 'Recent';

/** A heading and what stands under it. */
export interface Section {
  readonly heading: string;
  readonly commands: readonly Command[];
}

const SCORES = { start: 8, word: 5, inside: 3, aside: 2, letters: 1 };

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}.]+/u);
}

/** Whether a word begins with the first of the letters and has the others in this order. */
function hasLetters(text: string, letters: string): boolean {
  if (text[0] !== letters[0]) return false;
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function scoreOf(word: string, { title, detail = '', words = '', group }: Command): number {
  const text = title.toLowerCase();
  if (text.startsWith(word)) return SCORES.start;
  if (wordsOf(title).some((part) => part.startsWith(word))) return SCORES.word;
  if (text.includes(word)) return SCORES.inside;
  const aside = wordsOf(`${words} ${detail} ${group}`);
  if (aside.some((part) => part.startsWith(word))) return SCORES.aside;
  const isLike = word.length > 2 && text.split(' ').some((part) => hasLetters(part, word));
  return isLike ? SCORES.letters : 0;
}

/** Every word that was typed must be found; null where one is not. */
function rank(typed: readonly string[], command: Command): number | null {
  const scores = typed.map((word) => scoreOf(word, command));
  return scores.includes(0) ? null : scores.reduce((sum, score) => sum + score, 0);
}

function grouped(commands: readonly Command[], most: number): Section[] {
  const headings = [...new Set(commands.map(({ group }) => group))];
  return headings.map((heading) => ({
    heading,
    commands: commands.filter(({ group }) => group === heading).slice(0, most),
  }));
}

/** Without a query the recent ones and then some of each group; else what is found, best first. */
export function sectionsFor(
  query: string,
  commands: readonly Command[],
  recent: readonly string[],
): Section[] {
  const typed = query.toLowerCase().trim().split(/\s+/).filter(Boolean);
  if (typed.length === 0) {
    const known = recent.flatMap((id) => commands.find((command) => command.id === id) ?? []);
    const others = commands.filter((command) => !known.includes(command));
    const sections = grouped(others, OFFERED);
    return known.length === 0 ? sections : [{ heading: RECENT, commands: known }, ...sections];
  }
  const ages = new Map(recent.map((id, age) => [id, age]));
  const ageOf = ({ id }: Command): number => ages.get(id) ?? recent.length;
  const found = commands.flatMap((command) => {
    const score = rank(typed, command);
    return score === null ? [] : [{ command, score }];
  });
  found.sort((a, b) => b.score - a.score || ageOf(a.command) - ageOf(b.command));
  return grouped(
    found.slice(0, FOUND_MAX).map(({ command }) => command),
    FOUND_MAX,
  );
}
