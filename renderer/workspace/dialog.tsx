/** A modal dialog of the browser's own: it holds the focus, gives it back, and Esc leaves it. */
import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';

interface DialogProps {
  readonly title: ReactNode;
  readonly back: () => void;
  /** A look of its own, besides that of every dialog. */
  readonly className?: string;
  readonly children: ReactNode;
}

/** The element marked `data-first-focus` inside gets the focus. */
export function Dialog({ title, back, className = '', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    return () => before?.focus();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`.trim()}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        back();
      }}
    >
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
