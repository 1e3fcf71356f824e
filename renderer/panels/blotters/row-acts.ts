/** Buttons at the right of a row, for who may act there; each has a key as well. */
import type { ColDef, ICellRendererParams } from 'ag-grid-community';
import { Divide, Pencil, Shield, X } from 'lucide-react';
import { useMemo } from 'react';
import type { Feed } from '../../feed/feed.ts';
import { useFeed, useScalar } from '../../feed/hooks.ts';
import { SCREEN_ONLY } from '../../grid/csv.ts';
import { iconOf } from '../../grid/icons.tsx';
import { mayAct } from '../../workspace/authority.ts';

const icons = {
  amend: iconOf(Pencil),
  cross: iconOf(X),
  protect: iconOf(Shield),
  reduce: iconOf(Divide),
};
const BUTTON_PX = 24;

/** Whether who sits here may place or only reduce for a subaccount; null where nothing may. */
export interface RowAuthority {
  readonly mayPlace: (subaccount: string) => boolean;
  readonly mayReduce: (subaccount: string) => boolean;
}

/** Changes with who signs in, so that grids are made anew for them. */
export function useRowAuthority(): RowAuthority | null {
  const feed: Feed = useFeed();
  const signedIn = useScalar('signedIn');
  return useMemo(() => {
    if (signedIn?.role !== 'trader' && signedIn?.role !== 'risk') return null;
    return {
      mayPlace: (subaccount) => mayAct(feed, signedIn, subaccount, ['trader']),
      mayReduce: (subaccount) => mayAct(feed, signedIn, subaccount, ['trader', 'risk']),
    };
  }, [feed, signedIn]);
}

export interface RowAct<T> {
  readonly icon: keyof typeof icons;
  readonly name: (row: T) => string;
  readonly may: (row: T) => boolean;
  readonly act: (row: T) => void;
}

function button<T>({ icon, name, act }: RowAct<T>, params: ICellRendererParams<T>, row: T) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'row-act';
  // By keyboard the row's own keys do the same.
  element.tabIndex = -1;
  element.title = name(row);
  element.setAttribute('aria-label', name(row));
  element.append(icons[icon]());
  element.addEventListener('click', (event) => {
    event.stopPropagation();
    // The row may have changed since the button was made.
    if (params.node.data !== undefined) act(params.node.data);
  });
  return element;
}

/** The last column, which stays in view. */
export function actsColumn<T>(acts: readonly RowAct<T>[]): ColDef<T> {
  return {
    headerName: 'Acts',
    headerClass: 'row-acts-header',
    colId: 'acts',
    context: SCREEN_ONLY,
    width: BUTTON_PX * acts.length + 6,
    pinned: 'right',
    cellClass: 'row-acts',
    cellRenderer: (params: ICellRendererParams<T>) => {
      const cell = document.createElement('span');
      const { data } = params;
      if (data === undefined) return cell;
      cell.append(...acts.filter(({ may }) => may(data)).map((act) => button(act, params, data)));
      return cell;
    },
  };
}
