/**
 * For each row of `docs/variants.md` what a scene comes to by default and with the setting, as
 * figures that follow from the rule.
 */
import { accountProofs, orderProofs } from './proofs-accounts.ts';
import { forcedProofs } from './proofs-forced.ts';
import { fundingProofs } from './proofs-funding.ts';
import { marginProofs, priceProofs } from './proofs-margin.ts';
import { markProofs } from './proofs-marks.ts';
import { orderWayProofs } from './proofs-orders.ts';
import type { Proofs } from './proof.ts';

export const proofs: Proofs = {
  ...marginProofs,
  ...priceProofs,
  ...fundingProofs,
  ...markProofs,
  ...forcedProofs,
  ...orderProofs,
  ...orderWayProofs,
  ...accountProofs,
};
