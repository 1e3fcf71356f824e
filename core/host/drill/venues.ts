/** Other venues of a drill: what is listed of each, as commands beside the founding ones. */
import type { Command, CommandOf } from '../../venue/commands.ts';
import { ResourceError } from '../founding.ts';

type Listing = CommandOf<'instrument.list'>;

/** Without what only our own book and fund could give. Rule EXT-02. */
function without(listing: Listing): Listing {
  const { auction: _, monitoring: _1, insurance: _2, adl: _3, ...rest } = listing;
  const { startsIn: _4, concentration: _5, ...kept } = rest;
  return kept;
}

/**
 * The commands that list what venues have, each of their instruments as one of ours is that the
 * drill names for it, and what those settle in. Throws `ResourceError` where there is none.
 */
export function venueCommands(
  venues: Readonly<Record<string, Readonly<Record<string, string>>>>,
  founding: readonly Command[],
): Command[] {
  const assets = founding.filter((command) => command.kind === 'asset.list');
  const listings = founding.filter((command) => command.kind === 'instrument.list');
  const commands: Command[] = [];
  const known = assets.map(({ symbol }) => symbol);
  for (const [venue, instruments] of Object.entries(venues)) {
    for (const [symbol, like] of Object.entries(instruments)) {
      const ours = listings.find((listing) => listing.symbol === like);
      const settles = assets[(ours?.settleAsset ?? 0) - 1];
      if (ours === undefined || settles === undefined) {
        const there = listings.map((listing) => listing.symbol).join(', ');
        const sentence = `${venue}:${symbol} is like ${like}; there are: ${there}`;
        throw new ResourceError('UNKNOWN_NAME', sentence);
      }
      const coin = `${settles.symbol}@${venue}`;
      if (!known.includes(coin)) {
        known.push(coin);
        const { decimals } = settles;
        commands.push({ kind: 'asset.list', symbol: coin, decimals, venue });
      }
      const settleAsset = known.indexOf(coin) + 1;
      commands.push({ ...without(ours), symbol: `${venue}:${symbol}`, settleAsset });
    }
  }
  return commands;
}
