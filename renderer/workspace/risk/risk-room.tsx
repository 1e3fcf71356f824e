/** The Risk workspace: calls, who goes at which price, the fund, and what prices rest on. */
import type { ReactNode } from 'react';
import { AdlQueue } from '../../panels/risk/adl-queue.tsx';
import { InsuranceFund } from '../../panels/risk/insurance-fund.tsx';
import { Liquidations } from '../../panels/risk/liquidation-ladder.tsx';
import { MarginByMode } from '../../panels/risk/margin-by-mode.tsx';
import { MarginCalls } from '../../panels/risk/margin-calls.tsx';
import { OracleHealth } from '../../panels/risk/oracle-health.tsx';
import { PlaceContext } from '../dock/place.ts';
import './risk-room.css';

/** They stand where the design has them, each with a head of its own. */
function Fixed({ id, children }: { id: string; children: ReactNode }) {
  const place = { id, hasTabs: false, isInBlotters: false, tools: null };
  return (
    <div className={`at-${id}`}>
      <PlaceContext value={place}>{children}</PlaceContext>
    </div>
  );
}

export function RiskRoom() {
  return (
    <div className="risk-room">
      <Fixed id="calls">
        <MarginCalls />
      </Fixed>
      <Fixed id="modes">
        <MarginByMode />
      </Fixed>
      <Fixed id="oracles">
        <OracleHealth />
      </Fixed>
      <Fixed id="liquidations">
        <Liquidations />
      </Fixed>
      <Fixed id="adl">
        <AdlQueue />
      </Fixed>
      <Fixed id="funds">
        <InsuranceFund />
      </Fixed>
    </div>
  );
}
