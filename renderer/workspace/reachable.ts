/** Puts what may scroll within the keyboard's reach: a `ref` of an element that is no control. */
export function reachable(element: HTMLElement | null): void {
  if (element !== null) element.tabIndex = 0;
}
