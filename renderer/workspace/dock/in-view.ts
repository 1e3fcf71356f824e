/** In a window too small for all panels the work area scrolls: what the keyboard is in shows. */

function shows({ target }: FocusEvent): void {
  // A click shows what it meets, which must not move away under the pointer.
  if (!(target instanceof HTMLElement) || !target.matches(':focus-visible')) return;
  // The browser itself thinks a panel visible of which it shows a strip.
  for (const element of [target.closest('[data-panel]'), target]) {
    element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
}

/** Scrolls to what takes the focus within an element; returns how to stop. */
export function keepFocusInView(element: HTMLElement): () => void {
  element.addEventListener('focusin', shows);
  return () => element.removeEventListener('focusin', shows);
}
