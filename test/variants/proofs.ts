/**
 * For each row of `docs/variants.md` what a scene comes to by default and with the setting, as
 * figures that follow from the rule.
 */
import { accountProofs, orderProofs } from './proofs-accounts.ts';
import { forcedProofs } from './proofs-forced.ts';
import { fundingProofs } from './proofs-funding.ts';
import { marginProofs, priceProofs } from './proofs-margin.ts';
import type { Proofs } from './proof.ts';

export const proofs: Proofs = {
  ...marginProofs,
  ...priceProofs,
  ...fundingProofs,
  ...forcedProofs,
  ...orderProofs,
  ...accountProofs,
};
