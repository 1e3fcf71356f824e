/** The profiles that come with the venue, for venues of programs. */
import binance from '../../../resources/profiles/binance-usdm.json' with { type: 'json' };
import bitmex from '../../../resources/profiles/bitmex.json' with { type: 'json' };
import bybit from '../../../resources/profiles/bybit.json' with { type: 'json' };
import deribit from '../../../resources/profiles/deribit.json' with { type: 'json' };
import hyperliquid from '../../../resources/profiles/hyperliquid.json' with { type: 'json' };
import okx from '../../../resources/profiles/okx.json' with { type: 'json' };
import type { Profile } from '../profiles/profile.ts';
import { at } from '../state.ts';
import type { VenueState } from '../state.ts';

export const PROFILES = [binance, bitmex, bybit, deribit, hyperliquid, okx] as unknown as Profile[];

/** Of a profile what models an instrument here; floors by lots become those of its lots. */
export function modelled({ contracts }: Profile, { instruments: all, assets }: VenueState) {
  return all.flatMap(({ id, spec }) => {
    const found = contracts.find(({ models }) => models?.includes(spec.symbol) === true);
    const isAlike =
      found?.contract === spec.contract && found.decimals === at(assets, spec.settleAsset).decimals;
    if (found === undefined || !isAlike) return [];
    if (found.tierBy !== 'lots') return [{ instrument: id, margin: found.margin }];
    const scaled = (size: number): number => Math.ceil((size * found.lotE8) / spec.lotE8);
    const { rampAtoms, tiers, ...ways } = found.margin;
    const floors = tiers.map((tier) => ({ ...tier, floorAtoms: scaled(tier.floorAtoms) }));
    const ramp = rampAtoms === undefined ? {} : { rampAtoms: 16 * scaled(rampAtoms / 16) };
    const margin = { ...ways, ...ramp, tiers: floors };
    return [{ instrument: id, tierBy: 'lots' as const, margin }];
  });
}
