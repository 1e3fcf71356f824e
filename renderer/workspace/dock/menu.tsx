/** A button that opens a menu: arrows among its items, Esc and a click elsewhere close it. */
import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';

interface MenuProps {
  readonly label: string;
  readonly icon: ReactNode;
  /** Of its button, which is an icon's unless something else is said. */
  readonly className?: string;
  /** What it stands for is chosen now. */
  readonly isPressed?: boolean;
  /** Its items; a click on one closes the menu. */
  readonly children: ReactNode;
}

const ITEMS = '[role^="menuitem"]';

function moved(menu: HTMLElement, by: 1 | -1): void {
  const items = [...menu.querySelectorAll<HTMLElement>(ITEMS)];
  const at = items.indexOf(document.activeElement as HTMLElement);
  items[(at + by + items.length) % items.length]?.focus();
}

export function Menu({ label, icon, className = 'icon', isPressed, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    frame.current?.querySelector<HTMLElement>(ITEMS)?.focus();
    const away = ({ target }: Event): void => {
      if (frame.current?.contains(target as Node) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [isOpen]);
  const pressed = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === 'ArrowDown') moved(event.currentTarget, 1);
    else if (event.key === 'ArrowUp') moved(event.currentTarget, -1);
    else if (event.key === 'Escape') {
      setOpen(false);
      button.current?.focus();
    } else {
      if (event.key === 'Tab') setOpen(false);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="menu" ref={frame}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-pressed={isPressed}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!isOpen)}
      >
        {icon}
      </button>
      {isOpen && (
        <div
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={pressed}
          onClick={() => setOpen(false)}
        >
          {children}
        </div>
      )}
    </div>
  );
}
