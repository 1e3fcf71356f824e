/**
 * For each row of `docs/variants.md` what a scene comes to by default and with the setting, as
 * figures that follow from the rule.
 */
import { accountProofs, orderProofs } from './proofs-accounts.ts';
import { forcedProofs } from './proofs-forced.ts';
import { fundingProofs } from './proofs-funding.ts';
import { liquidationProofs } from './proofs-liquidation.ts';
import { lossProofs } from './proofs-losses.ts';
import { marginProofs, priceProofs, spreadProofs } from './proofs-margin.ts';
import { markProofs } from './proofs-marks.ts';
import { orderWayProofs } from './proofs-orders.ts';
import { pnlProofs } from './proofs-pnl.ts';
import { poolProofs } from './proofs-pools.ts';
import type { Proofs } from './proof.ts';

export const proofs: Proofs = {
  ...marginProofs,
  ...spreadProofs,
  ...priceProofs,
  ...pnlProofs,
  ...fundingProofs,
  ...markProofs,
  ...forcedProofs,
  ...liquidationProofs,
  ...lossProofs,
  ...orderProofs,
  ...orderWayProofs,
  ...accountProofs,
  ...poolProofs,
};
