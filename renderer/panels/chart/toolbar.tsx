/** Over the plot: the candle's length, what is drawn besides, and the instrument's figures. */
import { Check } from 'lucide-react';
import type { Quote } from '../../../core/desk/messages.ts';
import { countdown, longCountdown } from '../../text/times.ts';
import { ContractButton } from './contract.tsx';
import { CANDLE_SECONDS, setDesk, useDesk } from '../../workspace/desk-state.ts';

const NONE = '\u2014';

/** When it is paid, or that it accrues; nothing of what pays none. */
function FundingPart({ quote }: { quote: Quote }) {
  const { fundingPercent, fundingInS, accruesPer } = quote;
  if (fundingPercent === NONE) return null;
  return (
    <span {...(accruesPer === '' ? {} : { title: 'Accrues by the second at this rate' })}>
      Funding <b>{fundingPercent}</b>{' '}
      {accruesPer === '' ? (
        <>
          in <b>{countdown(fundingInS)}</b>
        </>
      ) : (
        `/ ${accruesPer} accruing`
      )}
    </span>
  );
}

/** What is to come of a listing that is not a plain perpetual's. */
function ToCome({ quote: { endsInS, realisedInS, cap } }: { quote: Quote }) {
  return (
    <>
      {realisedInS !== null && (
        <span title="Results of open positions are realised at the mark">
          Settles in <b>{countdown(realisedInS)}</b>
        </span>
      )}
      {cap !== '' && (
        <span title="Both sides are paid for in full">
          Cap <b>{cap}</b>
        </span>
      )}
      {endsInS !== null && (
        <span>
          Ends in <b>{longCountdown(endsInS)}</b>
        </span>
      )}
    </>
  );
}

function QuoteLine({ quote }: { quote: Quote | undefined }) {
  if (quote === undefined) return <span>No price yet</span>;
  return (
    <>
      <span>
        Mark <b>{quote.mark}</b>
      </span>
      <span className="index-part">
        Index <b>{quote.index}</b>
      </span>
      <span className="basis">
        Basis <b>{quote.basisPercent}</b>
      </span>
      <FundingPart quote={quote} />
      <ToCome quote={quote} />
    </>
  );
}

interface ToggleProps {
  readonly name: string;
  readonly isOn: boolean;
  readonly turn: (isOn: boolean) => void;
}

function Toggle({ name, isOn, turn }: ToggleProps) {
  return (
    <button type="button" className="chip" aria-pressed={isOn} onClick={() => turn(!isOn)}>
      {isOn && <Check size={12} strokeWidth={2} aria-hidden />}
      {name}
    </button>
  );
}

export function Toolbar({ quote }: { quote: Quote | undefined }) {
  const candleSeconds = useDesk((state) => state.candleSeconds);
  const hasOwnOrders = useDesk((state) => state.hasOwnOrders);
  const hasDepth = useDesk((state) => state.hasDepth);
  return (
    <div className="chart-bar">
      <div className="toolbar">
        <fieldset className="segments" aria-label="Candle">
          {CANDLE_SECONDS.map((seconds) => (
            <button
              key={seconds}
              type="button"
              aria-pressed={seconds === candleSeconds}
              onClick={() => setDesk({ candleSeconds: seconds })}
            >
              {seconds === 60 ? '1m' : `${seconds}s`}
            </button>
          ))}
        </fieldset>
        <fieldset className="toggles" aria-label="Drawn besides">
          <Toggle
            name="Own orders"
            isOn={hasOwnOrders}
            turn={(isOn) => setDesk({ hasOwnOrders: isOn })}
          />
          <Toggle name="Depth" isOn={hasDepth} turn={(isOn) => setDesk({ hasDepth: isOn })} />
        </fieldset>
        <span className="spring" />
        <QuoteLine quote={quote} />
        <ContractButton />
      </div>
    </div>
  );
}
