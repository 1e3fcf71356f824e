/**
 * The demo's own connections. Their session names are derived, so that a restart resumes the same
 * sessions; a person's or a program's own are random.
 */
import type { Answer } from '../../sequencer/answers.ts';
import type { Connection } from '../../sequencer/connection.ts';
import type { Role } from '../../venue/commands.ts';
import type { Port } from '../replay/port.ts';
import { decided } from '../replay/inflight.ts';
import { DemoError } from './errors.ts';

const WORKSTATION = 'demo';

/** A session is refused only by a log that is not the demo's, which must not be traded on. */
function requireOpened(session: string, answer: Answer): void {
  const { code } = decided(answer);
  if (code === 'OK') return;
  const sentence = `The session ${session} was refused with ${code}: the log is not a demo's.`;
  throw new DemoError('NOT_A_DEMO', sentence);
}

/** A connection of the core itself, with its session open. */
export async function connectSystem(
  port: Port,
  system: 'core' | 'clock' | 'feed' | 'custodian' | 'house',
  name: string,
  timeUs: number,
): Promise<Connection> {
  const connection = port.connect({ internal: true });
  const session = `demo/${name}`;
  const opened = await connection.submit(
    {
      kind: 'session.open',
      session,
      system,
      role: 'system',
      channel: 'internal',
      workstation: WORKSTATION,
    },
    { timeUs },
  );
  requireOpened(session, opened);
  return connection;
}

/** Who speaks in a session: an operator in a role, or the operator's strategy by itself. */
export interface Speaker {
  readonly operator: number;
  readonly role: Role;
  readonly strategy?: number;
}

/** A connection of an operator, with its session open. */
export async function connectOperator(
  port: Port,
  speaker: Speaker,
  name: string,
  timeUs: number,
): Promise<Connection> {
  const connection = port.connect({ internal: false });
  const session = `demo/${name}`;
  const opened = await connection.submit(
    {
      kind: 'session.open',
      session,
      ...speaker,
      channel: 'internal',
      workstation: WORKSTATION,
    },
    { timeUs },
  );
  requireOpened(session, opened);
  return connection;
}
