/** Who sits here. Chosen, not proved: the demo says so. */
import { ChevronDown, CircleUserRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useFeed, useScalar } from '../feed/hooks.ts';
import type { Role } from '../feed/streams.ts';
import { takeSeat } from '../panels/seat/seat.ts';

function capital(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1);
}

export function OperatorMenu() {
  const feed = useFeed();
  const welcome = useScalar('welcome');
  const signedIn = useScalar('signedIn');
  const [isOpen, setOpen] = useState(false);
  const [refusal, setRefusal] = useState('');
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    menu.current?.querySelector<HTMLElement>('[role="menuitemradio"]')?.focus();
    const away = ({ target }: Event): void => {
      if (menu.current?.contains(target as Node) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [isOpen]);
  if (welcome === null) return null;
  const who = welcome.operators.find(({ operator }) => operator === signedIn?.operator);
  const choose = async (operator: number, role: Role): Promise<void> => {
    const reply = await takeSeat(feed, operator, role);
    setRefusal(reply.result === 'done' ? '' : `${reply.code}: ${reply.sentence}`);
    if (reply.result === 'done') setOpen(false);
  };
  return (
    <div className="menu" ref={menu}>
      <button
        type="button"
        className="plain"
        aria-haspopup="menu"
        data-operator={signedIn?.operator}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <CircleUserRound size={16} strokeWidth={1.75} aria-hidden />
        {who === undefined ? 'Choose operator' : who.name}
        {signedIn !== null && <span className="muted wide-only">{capital(signedIn.role)}</span>}
        <span className="badge outlined">DEMO SIGN-IN</span>
        <ChevronDown size={14} strokeWidth={1.75} aria-hidden />
      </button>
      {isOpen && (
        <div
          role="menu"
          tabIndex={-1}
          aria-label="Operator"
          onKeyDown={(event) => moveInMenu(event, setOpen)}
        >
          {welcome.operators.flatMap(({ operator, name, roles, desks }) =>
            roles.map((role) => (
              <button
                key={`${operator} ${role}`}
                type="button"
                role="menuitemradio"
                aria-checked={signedIn?.operator === operator && signedIn.role === role}
                onClick={() => void choose(operator, role)}
              >
                {name}
                <span className="muted">{[capital(role), ...desks].join(', ')}</span>
              </button>
            )),
          )}
          <p className="menu-note">
            {refusal === '' ? 'DEMO SIGN-IN: chosen here, proved nowhere.' : refusal}
          </p>
        </div>
      )}
    </div>
  );
}

function moveInMenu(
  event: React.KeyboardEvent<HTMLDivElement>,
  setOpen: (isOpen: boolean) => void,
): void {
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitemradio"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (event.key === 'Escape') setOpen(false);
  else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
  else if (event.key === 'ArrowUp') items.at(at - 1)?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
