/**
 * Which of a list has a label, found without going through it: what follows from the list alone, is
 * kept beside it and grows with it. Labels stay as they are, and nothing leaves these lists.
 */
type Labelled = readonly { readonly label: string }[];

const indices = new WeakMap<Labelled, Set<string>>();

/** Whether somebody of a list has a label. */
export function hasLabel(list: Labelled, label: string): boolean {
  let known = indices.get(list);
  if (known === undefined) {
    known = new Set();
    indices.set(list, known);
  }
  for (let n = known.size; n < list.length; n++) known.add((list[n] as Labelled[number]).label);
  return known.has(label);
}
