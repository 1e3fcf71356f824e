/**
 * The docks of this window, one of each workspace, outside React: which panel stands where, what a
 * person changes of it, and whether panels are being arranged. What a dock itself keeps is taken
 * from it after every change and put into it where another arrangement is shown.
 */
import { createContext, useSyncExternalStore } from 'react';
import type { DockviewApi, DockviewGroupPanel } from 'dockview-react';
import { defaultLayout } from './default-layout.ts';
import type { Space } from './default-layout.ts';
import { fromDock, toDock } from './dock-json.ts';
import { GAP, isSameLayout, panelsOf } from './layout.ts';
import type { Layout } from './layout.ts';
import type { RoomId } from '../rooms.ts';
import { IDS_OF, isBlotter, isPanelId, roomOf, titleOf } from './panel-ids.ts';
import type { PanelId } from './panel-ids.ts';
import { AS_DESIGNED } from './preferences.ts';
import type { Arrangement } from './preferences.ts';

/** Of an element that a screen reader is told of as the group of blotters. */
export const BLOTTERS_NAME_ID = 'dock-blotters-name';

const NEW_PANEL_WIDTH = 312;

type Mode = 'wide' | 'compact';

export class Dock {
  /** The workspace whose panels stand in it. */
  readonly room: RoomId;
  #api: DockviewApi | null = null;
  #arrangement = AS_DESIGNED;
  #mode: Mode = 'wide';
  #space: Space = { width: 0, height: 0 };
  #isArranging = false;
  #blotters: DockviewGroupPanel | null = null;
  readonly #tools = new Map<string, HTMLElement>();
  readonly #listeners = new Set<() => void>();
  readonly #changeListeners = new Set<() => void>();

  constructor(room: RoomId) {
    this.room = room;
  }

  get api(): DockviewApi | null {
    return this.#api;
  }

  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  get isArranging(): boolean {
    return this.#isArranging;
  }

  /** Panels that are not on the screen at all. */
  get closed(): readonly PanelId[] {
    return IDS_OF[this.room].filter((id) => this.#api?.getPanel(id) === undefined);
  }

  /** Told of everything that may look different. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Told when a person has changed the arrangement. */
  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  attach(api: DockviewApi): void {
    this.#api = api;
    api.onDidLayoutChange(() => this.#taken());
    api.onDidActivePanelChange(() => this.#settle());
    if (this.#space.width > 0) this.#apply();
  }

  /** The room there is. What stands as designed is drawn anew for it, the rest in proportion. */
  fit(space: Space, isCompact: boolean): void {
    const mode = isCompact ? 'compact' : 'wide';
    const isFirst = this.#space.width === 0;
    const isOther = mode !== this.#mode || isFirst;
    this.#space = space;
    this.#mode = mode;
    if (isOther || this.#arrangement[mode] === null) this.#apply();
    else this.#fill();
  }

  show(arrangement: Arrangement): void {
    const isShown = JSON.stringify(arrangement) === JSON.stringify(this.#arrangement);
    this.#arrangement = arrangement;
    if (!isShown) this.#apply();
    this.#tell();
  }

  /** The keyboard goes to the tabs, and back to the panel whose tab it was on. */
  arrange(isArranging: boolean): void {
    const { dataset } = (document.activeElement ?? document.body) as HTMLElement;
    this.#isArranging = isArranging;
    this.#settle();
    if (isArranging) this.focusTab(this.#api?.activePanel?.id);
    else this.#focusPanel(dataset['tabPanelId']);
  }

  #focusPanel(id: string | undefined): void {
    const panel = document.querySelector<HTMLElement>(`[data-panel="${id}"]`);
    if (panel === null) this.focusTab(id);
    else panel.focus();
  }

  /** Brings a panel to the front; one that was closed comes back. */
  open(id: PanelId): void {
    const api = this.#api;
    if (api === null) return;
    const known = api.getPanel(id);
    if (known !== undefined) return known.api.setActive();
    const group = api.groups.find(({ panels }) => panels.some((panel) => isBlotter(panel.id)));
    const [beside] = group?.panels ?? [];
    const isWithin = isBlotter(id) && beside !== undefined;
    api.addPanel({
      id,
      component: id,
      tabComponent: 'tab',
      title: titleOf(id),
      ...(isWithin
        ? { position: { referencePanel: beside } }
        : { position: { direction: 'right' }, initialWidth: NEW_PANEL_WIDTH }),
    });
  }

  close(id: string): void {
    const panel = this.#api?.getPanel(id);
    if (panel !== undefined) this.#api?.removePanel(panel);
  }

  focusTab(id: string | undefined): void {
    document.querySelector<HTMLElement>(`[role="tab"][data-tab-panel-id="${id}"]`)?.focus();
  }

  // ---- what a panel asks ----

  /** A panel that is alone has its own head, until it is to be moved. */
  hasTabs(group: DockviewGroupPanel): boolean {
    return this.#isArranging || group.panels.length > 1;
  }

  isBlotters(group: DockviewGroupPanel): boolean {
    return this.#blotters === group;
  }

  toolsOf(group: DockviewGroupPanel): HTMLElement | null {
    return this.#tools.get(group.id) ?? null;
  }

  /** The place in a group's header where the panel in front puts its tools. */
  readonly placeTools = (groupId: string, element: HTMLElement): (() => void) => {
    this.#tools.set(groupId, element);
    this.#tell();
    return () => {
      if (this.#tools.get(groupId) === element) this.#tools.delete(groupId);
    };
  };

  // ---- to and from the dock ----

  #apply(): void {
    if (this.#api === null || this.#space.width === 0) return;
    const { front, [this.#mode]: own } = this.#arrangement;
    const layout = own === null || !this.#holds(own) ? this.#default() : own;
    const focused = document.activeElement;
    this.#api.fromJSON(toDock(layout, this.#space, front), { reuseExistingPanels: true });
    this.#fill();
    this.#settle();
    // A panel that was put elsewhere has lost the focus that somebody may be typing into.
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus();
  }

  #fill(): void {
    const { width, height } = this.#space;
    this.#api?.layout(width + GAP, height + GAP, true);
  }

  #default(): Layout {
    return defaultLayout(this.room, this.#mode === 'compact', this.#space);
  }

  /** What was stored may name panels of another workspace. */
  #holds(layout: Layout): boolean {
    return panelsOf(layout).every((id) => roomOf(id) === this.room);
  }

  /** Takes over what stands now; what cannot be told from the default is it. */
  #taken(): void {
    this.#settle();
    const api = this.#api;
    if (api === null || this.#space.width === 0) return;
    const layout = fromDock(api.toJSON());
    const isDefault = layout !== null && isSameLayout(layout, this.#default());
    const front = api.groups
      .filter(({ panels }) => panels.length > 1)
      .map(({ activePanel }) => activePanel?.id)
      .filter(isPanelId);
    const before = JSON.stringify(this.#arrangement);
    this.#arrangement = { ...this.#arrangement, [this.#mode]: isDefault ? null : layout, front };
    if (JSON.stringify(this.#arrangement) === before) return;
    for (const listener of this.#changeListeners) listener();
  }

  /** Headers and names of the groups follow what is in them. */
  #settle(): void {
    const groups = this.#api?.groups ?? [];
    this.#blotters =
      groups.find(({ panels }) => panels.length > 1 && panels.some(({ id }) => isBlotter(id))) ??
      null;
    for (const group of groups) {
      group.model.header.hidden = !this.hasTabs(group);
      this.#name(group);
    }
    this.#tell();
  }

  /** The group of blotters is one region; elsewhere each panel is one of its own. */
  #name({ element, model }: DockviewGroupPanel): void {
    const isBlotters = this.#blotters?.element === element;
    element.setAttribute('role', isBlotters ? 'region' : 'group');
    if (isBlotters) {
      element.dataset['panel'] = 'blotters';
      element.setAttribute('aria-labelledby', BLOTTERS_NAME_ID);
    } else {
      delete element.dataset['panel'];
      element.removeAttribute('aria-labelledby');
    }
    model.tabsListElement.setAttribute('aria-label', isBlotters ? 'Blotters' : 'Panels');
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const docks: Readonly<Record<RoomId, Dock>> = {
  trading: new Dock('trading'),
  risk: new Dock('risk'),
};

/** All of a window's. */
export const DOCKS: readonly Dock[] = Object.values(docks);

export function dockOf(room: RoomId): Dock {
  return docks[room];
}

/** The one around a panel; of what stands around none, Trading's. */
export const DockContext = createContext<Dock>(docks.trading);

/** What of a dock a component shows; told when it changes. */
export function useDock<T>(dock: Dock, select: (dock: Dock) => T): T {
  return useSyncExternalStore(dock.subscribe, () => select(dock));
}
