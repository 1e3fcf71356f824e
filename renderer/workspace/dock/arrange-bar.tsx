/** What there is to do while panels are being arranged. */
import { LayoutDashboard, Plus } from 'lucide-react';
import { useKey } from '../keys.ts';
import { useDesk } from '../desk-state.ts';
import { dockOf, useDock } from './dock.ts';
import { chooseLayout } from './keep-preferences.ts';
import { isPanelId, titleOf } from './panel-ids.ts';

const HINTS = [
  ['Shift arrows', 'join'],
  ['Ctrl arrows', 'split'],
  ['Ctrl Shift arrows', 'size'],
  ['Delete', 'closes'],
] as const;

/** The button that begins and ends it. */
export function ArrangeButton() {
  const dock = dockOf(useDesk((state) => state.room));
  const isArranging = useDock(dock, (one) => one.isArranging);
  const key = useKey('everywhere', 'Alt L');
  return (
    <button
      type="button"
      className="icon"
      aria-pressed={isArranging}
      aria-label="Arrange panels"
      title={`Arrange panels (${key})`}
      onClick={() => dock.arrange(!isArranging)}
    >
      <LayoutDashboard size={16} strokeWidth={1.75} />
    </button>
  );
}

export function ArrangeBar() {
  const dock = dockOf(useDesk((state) => state.room));
  const isArranging = useDock(dock, (one) => one.isArranging);
  const closed = useDock(dock, (one) => one.closed.join());
  if (!isArranging) return null;
  return (
    <div className="arrange-bar" role="toolbar" aria-label="Arrange panels">
      <strong>Arrange</strong>
      <span>Drag tabs and edges. On a tab:</span>
      {HINTS.map(([keys, does]) => (
        <span key={keys} className="hint">
          <kbd>{keys}</kbd> {does}
        </span>
      ))}
      {closed
        .split(',')
        .filter(isPanelId)
        .map((id) => (
          <button key={id} type="button" className="outline small" onClick={() => dock.open(id)}>
            <Plus size={14} strokeWidth={1.75} aria-hidden />
            {titleOf(id)}
          </button>
        ))}
      <button type="button" className="outline small" onClick={() => chooseLayout('')}>
        Reset to default
      </button>
      <button type="button" className="primary small" onClick={() => dock.arrange(false)}>
        Done <kbd>Esc</kbd>
      </button>
    </div>
  );
}
