import { beforeAll, describe, expect, test } from 'vitest';
import { simulatedMarket } from '../../feeds/simulated/simulated-market.ts';
import type { Subaccount } from '../../venue/state.ts';
import { Pacer } from '../replay/pacing.ts';
import { DirectPort } from '../replay/testing/direct-port.ts';
import { marketCommands, prepareDemo } from './demo-core.ts';
import { parseDemoFile, readDemoFile } from './demo-file.ts';
import type { DemoFile } from './demo-file.ts';
import { grown, MOST_SUBACCOUNTS } from './generated.ts';
import { traderOf } from './lookups.ts';

const demo = readDemoFile();

describe('an organisation', () => {
  test('of a size is always the same, and begins with every smaller one', () => {
    const large = grown(demo, 5_000);
    expect(large.subaccounts).toHaveLength(5_000);
    expect(grown(demo, 5_000)).toEqual(large);
    expect(large.subaccounts.slice(0, 300)).toEqual(grown(demo, 300).subaccounts);
    expect(large.subaccounts.slice(0, 16)).toEqual(demo.subaccounts);
    expect(grown(demo, 16).subaccounts).toEqual(demo.subaccounts);
  });

  test('of any size is one that a file could describe, with a trader for every desk', () => {
    const largest = grown(demo, MOST_SUBACCOUNTS);
    expect(parseDemoFile(largest)).toEqual(largest);
    const { subaccounts, operators } = largest;
    expect(new Set(subaccounts.map(({ label }) => label)).size).toBe(MOST_SUBACCOUNTS);
    for (const { desk } of subaccounts) expect(traderOf(largest, desk)).toBeGreaterThan(0);
    // As many as the venue lets an operator have.
    for (const { desks } of operators) expect(desks.length).toBeLessThanOrEqual(32);
  });

  test('mixes modes, assets, sides and what it holds', () => {
    const { subaccounts } = grown(demo, 2_000);
    const share = (is: (entry: DemoFile['subaccounts'][number]) => boolean): number =>
      subaccounts.filter(is).length / subaccounts.length;
    const within = (value: number, low: number, high: number): void => {
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    };
    within(
      share(({ mode }) => mode === 'isolated'),
      0.2,
      0.3,
    );
    within(
      share(({ opening }) => opening !== undefined),
      0.65,
      0.8,
    );
    within(
      share(({ opening }) => (opening?.lots ?? 0) < 0),
      0.25,
      0.4,
    );
    for (const instrument of ['BTCUSDT', 'ETHUSDT', 'BTCUSD', 'ETHUSD']) {
      expect(share(({ opening }) => opening?.instrument === instrument)).toBeGreaterThan(0.04);
    }
  });
});

describe('on a market', () => {
  const port = new DirectPort();
  const wanted = grown(demo, 400);
  const opening = wanted.subaccounts.filter((entry) => entry.opening !== undefined);
  const options = {
    source: simulatedMarket({ seed: 1 }),
    pacer: new Pacer('max'),
    loop: false,
    once: true,
    durationUs: 4_000_000,
  };

  /** Plays a few seconds; a second call goes on where the first one stopped. */
  async function play(): Promise<void> {
    const { replay } = await prepareDemo(port, wanted, marketCommands(options.source), options);
    await replay.run(new AbortController().signal);
  }

  const named = (label: string): Subaccount => {
    const found = port.venue.state.subaccounts.find((entry) => entry.label === label);
    if (found === undefined) throw new Error(`there is no ${label}`);
    return found;
  };

  /** Lots that were wanted and lots that are held, by label. */
  const held = () =>
    opening.map((entry) => {
      const { positions } = named(entry.label);
      return {
        wantedLots: entry.opening?.lots ?? 0,
        heldLots: positions.reduce((sum, { lots }) => sum + lots, 0),
      };
    });

  beforeAll(play);

  test('the positions are opened at once, on their side, as far as the books go', () => {
    const orders = port.applied.filter(({ command }) => command.kind === 'order.place');
    expect(orders.length).toBeGreaterThan(opening.length);
    const full = held().filter(({ wantedLots, heldLots }) => wantedLots === heldLots);
    expect(full.length / opening.length).toBeGreaterThan(0.9);
    for (const { wantedLots, heldLots } of held()) {
      expect(Math.abs(heldLots)).toBeLessThanOrEqual(Math.abs(wantedLots));
      if (heldLots !== 0) expect(Math.sign(heldLots)).toBe(Math.sign(wantedLots));
    }
    expect(port.venue.conservationBreach()).toBeNull();
  });

  test('a core that starts again opens nothing twice', async () => {
    const before = held();
    await play();
    const changed = held().filter(
      ({ heldLots }, n) => before[n]?.heldLots !== 0 && heldLots !== before[n]?.heldLots,
    );
    expect(changed).toEqual([]);
  });

  test('a log that began smaller stays so: its traders lack the desks', async () => {
    const small = new DirectPort();
    const market = marketCommands(options.source);
    await prepareDemo(small, demo, market, options);
    const enlarged = prepareDemo(small, wanted, market, options);
    await expect(enlarged).rejects.toMatchObject({ name: 'DemoError', code: 'NOT_A_DEMO' });
  });
});
