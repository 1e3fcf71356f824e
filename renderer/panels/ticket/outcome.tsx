/** What became of the order, or what keeps it from being one: a code and a sentence. */
import { CircleQuestionMark, ClockAlert, OctagonAlert, ShieldCheck } from 'lucide-react';
import type { Preview } from '../../../core/desk/messages.ts';
import { useKey } from '../../workspace/keys.ts';
import type { TicketState } from './ticket-state.ts';
import type { WaiverModel } from './use-waiver.ts';

interface OutcomeProps {
  readonly state: TicketState;
  readonly preview: Preview | null;
  readonly shut: string;
  readonly subaccount: string;
  readonly waiver: WaiverModel;
}

/** What a limit's refusal may be followed by: a second person is asked, or has been. */
function Waiver({ waiver: { canAsk, waitsFor, ask } }: Pick<OutcomeProps, 'waiver'>) {
  const key = useKey('ticket', 'W');
  if (waitsFor !== 0) {
    return (
      <output className="waiver-words">
        Waiver asked, proposal <span className="mono">{waitsFor}</span>: another person must approve
        it.
      </output>
    );
  }
  if (!canAsk) return null;
  return (
    <button type="button" className="small outline" onClick={ask}>
      Ask for a waiver <kbd>{key}</kbd>
    </button>
  );
}

export function Outcome({ state, preview, shut, subaccount, waiver }: OutcomeProps) {
  const { phase, told } = state;
  if (phase === 'unknown') {
    return (
      <div className="outcome warned">
        <CircleQuestionMark size={14} strokeWidth={1.75} aria-hidden />
        <output>
          <b>Outcome not known</b> {told?.sentence}
        </output>
      </div>
    );
  }
  if (shut !== '') {
    return (
      <div className="outcome warned">
        <ClockAlert size={14} strokeWidth={1.75} aria-hidden />
        <p>{shut}</p>
      </div>
    );
  }
  const refusal =
    phase === 'refused' && told !== null
      ? { code: told.code, sentence: told.sentence }
      : { code: preview?.refusalCode ?? '', sentence: preview?.refusalSentence ?? '' };
  if (refusal.code !== '' && phase !== 'done') {
    return (
      <div className="outcome refused">
        <OctagonAlert size={14} strokeWidth={1.75} aria-hidden />
        <p>
          <b>{phase === 'refused' ? refusal.code : `Would be refused: ${refusal.code}`}</b>{' '}
          {refusal.sentence}
        </p>
        <Waiver waiver={waiver} />
      </div>
    );
  }
  if (phase === 'done' && told !== null) {
    return (
      <div className="outcome">
        <ShieldCheck size={14} strokeWidth={1.75} aria-hidden />
        <output>
          Order <span className="mono">{told.reference}</span> of {subaccount} is in the log.
        </output>
      </div>
    );
  }
  if (waiver.isGranted) {
    return (
      <div className="outcome">
        <ShieldCheck size={14} strokeWidth={1.75} aria-hidden />
        <output>A waiver lets this order pass its limits, once.</output>
      </div>
    );
  }
  const within = preview?.withinLimits ?? '';
  if (within !== '' && phase !== 'sending') {
    return (
      <div className="outcome">
        <ShieldCheck size={14} strokeWidth={1.75} aria-hidden />
        <p>Within limits: {within}</p>
      </div>
    );
  }
  return null;
}
