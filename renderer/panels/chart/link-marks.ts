/** One mark for each group of linked lines: from the highest to the lowest, with a foot at each. */

/** A line as its group's mark meets it. */
export interface LinkedLine {
  readonly group: number;
  readonly y: number;
  readonly isChosen: boolean;
}

/** Side by side are drawn so many; others stand where the last of them does. */
const LANES = 3;
const LANE_PX = 4;

export class LinkMarks {
  readonly #place: HTMLElement;
  readonly #marks = new Map<number, HTMLElement>();

  /** `place` stands over the plot, its right edge where the marks begin. */
  constructor(place: HTMLElement) {
    this.#place = place;
  }

  /** Of all linked lines; a group needs two, and what is beyond the plot ends at its edge. */
  place(lines: readonly LinkedLine[], height: number): void {
    const groups = Map.groupBy(lines, ({ group }) => group);
    const shown = [...groups].filter(([, { length }]) => length > 1).sort(([a], [b]) => a - b);
    const kept = new Set(shown.map(([group]) => group));
    for (const [group, mark] of this.#marks) {
      if (kept.has(group)) continue;
      mark.remove();
      this.#marks.delete(group);
    }
    for (const [lane, [group, members]] of shown.entries()) {
      this.#draw(this.#markOf(group), Math.min(lane, LANES - 1), members, height);
    }
  }

  #markOf(group: number): HTMLElement {
    const known = this.#marks.get(group);
    if (known !== undefined) return known;
    const mark = document.createElement('i');
    mark.className = 'link-mark';
    mark.dataset['group'] = String(group);
    this.#place.append(mark);
    this.#marks.set(group, mark);
    return mark;
  }

  #draw(mark: HTMLElement, lane: number, members: readonly LinkedLine[], height: number): void {
    const ys = members.map(({ y }) => Math.round(Math.min(height - 1, Math.max(0, y))));
    const top = Math.min(...ys);
    const tall = Math.max(1, Math.max(...ys) - top);
    // A foot is a hairline of the mark's own background, so that nothing else is to be placed.
    const feet = ys.map((y) => `0 ${y - top - 1}px`).join(', ');
    const style = `top:${top - 1}px;height:${tall + 2}px;right:${-6 - lane * LANE_PX}px`;
    const wanted = `${style};background-position:${feet}`;
    if (mark.dataset['style'] !== wanted) {
      mark.dataset['style'] = wanted;
      mark.style.top = `${top - 1}px`;
      mark.style.height = `${tall + 2}px`;
      mark.style.right = `${-6 - lane * LANE_PX}px`;
      mark.style.backgroundPosition = feet;
      mark.style.backgroundImage = ys.map(() => 'var(--foot)').join(', ');
    }
    mark.classList.toggle(
      'is-chosen',
      members.some(({ isChosen }) => isChosen),
    );
  }
}
