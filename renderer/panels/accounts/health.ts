/** Health in a cell: a bar for the healthy, a level in its place for the called. */
import type { AccountRow } from '../../../core/desk/messages.ts';

const PPM_OF_PERCENT = 10_000;
/** At this health and above the bar is full. */
const FULL_PERCENT = 800;

export function isBelow(healthPpm: number, percent: number): boolean {
  return healthPpm < percent * PPM_OF_PERCENT;
}

/** The figure without its unit, which stands in the header. */
export function bareHealth(text: string): string {
  return text.replace(/\s?%$/, '');
}

/** Calm above 150 %, warned below, danger below 125 %. */
export function healthTone(healthPpm: number): '' | 'warn' | 'danger' {
  if (isBelow(healthPpm, 125)) return 'danger';
  return isBelow(healthPpm, 150) ? 'warn' : '';
}

function bar(healthPpm: number): HTMLElement {
  const track = document.createElement('span');
  const share = Math.min(1, Math.max(0, healthPpm / (FULL_PERCENT * PPM_OF_PERCENT)));
  track.className = `health-bar ${healthTone(healthPpm)}`;
  track.style.backgroundSize = `${(share * 100).toFixed(1)}% 100%`;
  return track;
}

export function healthCell(row: AccountRow | undefined): HTMLElement {
  const cell = document.createElement('span');
  if (row === undefined) return cell;
  const { level, depth, healthPpm } = row;
  cell.className = `health ${healthTone(healthPpm)}`;
  if (level > 0 && depth === 2) {
    const mark = document.createElement('span');
    mark.className = `level level-${level}`;
    mark.textContent = row.isLiquidating ? 'LIQ' : `L${level}`;
    cell.append(mark);
  } else if (healthPpm < Number.MAX_SAFE_INTEGER) {
    cell.append(bar(healthPpm));
  }
  const figure = document.createElement('span');
  figure.className = 'health-figure';
  figure.textContent = bareHealth(row.health);
  cell.append(figure);
  return cell;
}
