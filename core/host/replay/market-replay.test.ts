import { describe, expect, test } from 'vitest';
import type { Connection } from '../../sequencer/connection.ts';
import type { Command } from '../../venue/commands.ts';
import { BUY, SELL } from '../../venue/book/contract.ts';
import { at } from '../../venue/state.ts';
import { madeMarket } from './testing/made-market.ts';
import type { MadeSlot } from './testing/made-market.ts';
import { onSlot, queueAt, setStage } from './testing/stage.ts';
import type { Stage } from './testing/stage.ts';

const never = new AbortController().signal;
const calm: MadeSlot = { bids: [[599_990, 50_000]], asks: [[600_010, 50_000]] };
const slots = (count: number, slot: MadeSlot = calm): MadeSlot[] => Array(count).fill(slot);

/** BTCUSDT's orders of the house that were placed, amended or cancelled, in short. */
function houseCommands(stage: Stage, fromTimeUs = 0): string[] {
  return stage.port.applied.flatMap(({ command, timeUs }) => {
    const { kind, subaccount, instrument } = command as Command & {
      subaccount?: number;
      instrument?: number;
    };
    if (subaccount !== stage.house || timeUs < fromTimeUs || (instrument ?? 1) !== 1) return [];
    return [kind];
  });
}

describe('a slot', () => {
  test('is prints at their own times, then books and prices, then who takes part', async () => {
    const traded = {
      ...calm,
      prints: [{ side: 1, priceTicks: 600_010, quantityLots: 7 }] as const,
    };
    const moved: MadeSlot = { ...traded, bids: [[599_980, 50_000]] };
    const source = madeMarket([...slots(9), moved, calm]);
    const stage = await setStage(source);
    const lastUs = source.startTimeUs + 9 * source.slotUs;
    // The tenth slot of the made market ends 900 ms after the whole second at which it begins.
    const mine = onSlot(9, () => {
      void stage.place({ side: 'buy', priceTicks: 599_000, quantityLots: 1 });
    });
    await stage.replay({ participants: [mine] }).run(never);
    const inSlot = stage.port.applied.filter(
      ({ timeUs }) => timeUs > lastUs - source.slotUs && timeUs <= lastUs,
    );
    expect(inSlot.map(({ command: { kind }, timeUs }) => [kind, timeUs - lastUs])).toEqual([
      ['order.place', -50_000],
      ['order.cancel', 0],
      ['order.place', 0],
      ['order.place', 0],
      ['order.place', 0],
    ]);
    expect(inSlot[0]?.command).toMatchObject({ subaccount: stage.tape, timeInForce: 'ioc' });
    expect(inSlot[4]?.command).toMatchObject({ subaccount: stage.subaccount });
  });

  test('shows prices on whole seconds with a tick, and at once when the mid jumps', async () => {
    const jumped = { ...calm, spotE8: 6_004_000_000_000 };
    const source = madeMarket([...slots(4), ...slots(9, jumped)]);
    const stage = await setStage(source);
    await stage.replay().run(never);
    const seen = stage.port.applied.flatMap(({ command, timeUs }) => {
      const place = (timeUs - source.startTimeUs) / source.slotUs;
      if (command.kind === 'price.observe') return [`${place} index ${command.index}`];
      return command.kind === 'clock.tick' ? [`${place} tick`] : [];
    });
    expect(seen).toEqual([
      '0 index 1',
      '0 index 2',
      '0 tick',
      '4 index 1',
      '10 index 1',
      '10 index 2',
      '10 tick',
    ]);
  });
});

describe('the books', () => {
  test('stand as fed from the first slot on, after the price that opens the venue', async () => {
    const stage = await setStage(madeMarket(slots(1)));
    const replay = stage.replay();
    await replay.run(never);
    expect(queueAt(stage.port, BUY, 599_990)).toEqual([[stage.house, 50_000]]);
    expect(queueAt(stage.port, SELL, 600_010)).toEqual([[stage.house, 50_000]]);
    expect(queueAt(stage.port, SELL, 250_001, 4)).toEqual([[stage.house, 100_000]]);
    expect(replay.restingOrders).toBe(8);
    expect(houseCommands(stage)).toEqual(['order.cancelAll', 'order.place', 'order.place']);
  });

  test('what a desk order ate is refilled by the next update', async () => {
    const source = madeMarket(slots(3));
    const stage = await setStage(source);
    const eat = onSlot(1, () => {
      void stage.place({ side: 'buy', priceTicks: 600_010, quantityLots: 400, timeInForce: 'ioc' });
    });
    const seen: [number, number][][] = [];
    const look = (place: number) =>
      onSlot(place, () => void seen.push(queueAt(stage.port, SELL, 600_010)));
    const after = madeMarket(slots(4));
    expect(after.passDurationUs).toBe(400_000);
    await stage.replay({ participants: [eat, look(2)] }).run(never);
    // Eaten behind slot 1, seen missing by slot 2, whose refill stands when the run is over.
    expect(seen).toEqual([[[stage.house, 49_600]]]);
    expect(queueAt(stage.port, SELL, 600_010)).toEqual([
      [stage.house, 49_600],
      [stage.house, 400],
    ]);
    expect(houseCommands(stage, source.startTimeUs + 1)).toEqual(['order.place']);
  });

  test('a desk order keeps its place: less of the house before it, more behind it', async () => {
    const more: MadeSlot = { ...calm, bids: [[599_990, 60_000]] };
    const less: MadeSlot = { ...calm, bids: [[599_990, 30_000]] };
    const source = madeMarket([calm, calm, more, less]);
    const stage = await setStage(source);
    const join = onSlot(1, () => {
      void stage.place({ side: 'buy', priceTicks: 599_990, quantityLots: 5 });
    });
    const seen: [number, number][][] = [];
    const look = onSlot(3, () => void seen.push(queueAt(stage.port, BUY, 599_990)));
    await stage.replay({ participants: [join, look] }).run(never);
    const desk = stage.subaccount;
    expect(seen).toEqual([
      [
        [stage.house, 50_000],
        [desk, 5],
        [stage.house, 10_000],
      ],
    ]);
    expect(queueAt(stage.port, BUY, 599_990)).toEqual([
      [stage.house, 30_000],
      [desk, 5],
    ]);
    expect(houseCommands(stage, source.startTimeUs + 1)).toEqual([
      'order.place',
      'order.cancel',
      'order.amend',
    ]);
  });

  test('a desk order that the market moves through is filled by the quote that does', async () => {
    const risen: MadeSlot = { bids: [[600_020, 1_000]], asks: [[600_040, 1_000]] };
    const source = madeMarket([calm, calm, risen]);
    const stage = await setStage(source);
    const rest = onSlot(0, () => {
      void stage.place({ side: 'sell', priceTicks: 600_005, quantityLots: 300 });
    });
    await stage.replay({ participants: [rest] }).run(never);
    const { subaccounts, instruments } = stage.port.venue.state;
    expect(at(at(subaccounts, stage.subaccount).positions, 1).lots).toBe(-300);
    expect(at(instruments, 1).lastTicks).toBe(600_005);
    expect(queueAt(stage.port, BUY, 600_020)).toEqual([[stage.house, 700]]);
    expect(queueAt(stage.port, SELL, 600_005)).toEqual([]);
  });

  test('a desk order in front of a level gets the print that reaches it', async () => {
    const print = { side: 1, priceTicks: 600_010, quantityLots: 12 } as const;
    const stage = await setStage(madeMarket([calm, { ...calm, prints: [print] }]));
    const rest = onSlot(0, () => {
      void stage.place({ side: 'sell', priceTicks: 600_009, quantityLots: 5 });
    });
    await stage.replay({ participants: [rest] }).run(never);
    const { subaccounts } = stage.port.venue.state;
    const held = (id: number): number => at(at(subaccounts, id).positions, 1).lots;
    expect([held(stage.subaccount), held(stage.house), held(stage.tape)]).toEqual([-5, -7, 12]);
    expect(queueAt(stage.port, SELL, 600_010)).toEqual([
      [stage.house, 49_993],
      [stage.house, 7],
    ]);
  });

  test('are taken down and placed fresh when a pass begins again', async () => {
    const source = madeMarket(slots(3));
    const stage = await setStage(source);
    const replay = stage.replay({ loop: true, once: false, durationUs: 400_000 });
    expect(await replay.run(never)).toBe('durationOver');
    const secondUs = source.startTimeUs + source.passDurationUs;
    expect(houseCommands(stage, secondUs)).toEqual([
      'order.cancelAll',
      'order.place',
      'order.place',
    ]);
    const second = stage.port.applied.filter(({ timeUs }) => timeUs === secondUs);
    expect(second.map(({ command }) => command.kind).slice(0, 4)).toEqual([
      'order.cancelAll',
      'price.observe',
      'price.observe',
      'order.place',
    ]);
    expect(queueAt(stage.port, BUY, 599_990)).toEqual([[stage.house, 50_000]]);
  });

  test('are left alone for a second where nothing is taken, and whole again after', async () => {
    const source = madeMarket(slots(25));
    const stage = await setStage(source);
    const risk = await stage.connect(4, 'risk');
    const admin = await stage.connect(8, 'admin');
    const resume = async (): Promise<void> => {
      const command = { kind: 'instrument.resume', instrument: 1 };
      const opened = await risk.submit({ kind: 'proposal.open', command });
      const proposal = 'reference' in opened ? opened.reference : 0;
      await admin.submit({ kind: 'proposal.approve', proposal });
    };
    const eat = onSlot(1, () => {
      void stage.place({ side: 'sell', priceTicks: 599_990, quantityLots: 9, timeInForce: 'ioc' });
    });
    const halt = onSlot(1, () => {
      void risk.submit({ kind: 'instrument.halt', instrument: 1, to: 'halt' });
    });
    const go = onSlot(8, () => void resume());
    await stage.replay({ participants: [eat, halt, go] }).run(never);
    const tries = stage.port.applied.filter(
      ({ command, timeUs }) =>
        command.kind === 'order.place' &&
        command.subaccount === stage.house &&
        timeUs > source.startTimeUs,
    );
    expect(tries.map(({ timeUs }) => (timeUs - source.startTimeUs) / source.slotUs)).toEqual([
      2, 12,
    ]);
    expect(queueAt(stage.port, BUY, 599_990)).toEqual([
      [stage.house, 49_991],
      [stage.house, 9],
    ]);
  });
});

describe('a run', () => {
  test('ends with the pass, after a duration, or when it is told to', async () => {
    const wide: MadeSlot = { ...calm, asks: [[600_020, 50_000]] };
    const source = madeMarket([calm, calm, wide, calm, wide]);
    const stage = await setStage(source);
    expect(await stage.replay({ durationUs: 200_000 }).run(never)).toBe('durationOver');
    // Nothing moved in the second slot, so the venue has not heard of it.
    expect(stage.port.venue.state.timeUs).toBe(source.startTimeUs);
    const controller = new AbortController();
    const stop = onSlot(3, () => controller.abort());
    expect(await stage.replay({ participants: [stop] }).run(controller.signal)).toBe('stopped');
    expect(stage.port.venue.state.timeUs).toBe(source.startTimeUs + 3 * source.slotUs);
    const rest = stage.replay({ loop: true });
    expect(await rest.run(never)).toBe('passEnded');
    expect(rest.firstTimeUs).toBe(source.startTimeUs + 4 * source.slotUs);
    const nothing = stage.replay();
    expect(await nothing.run(never)).toBe('passEnded');
    expect(nothing.firstTimeUs).toBe(0);
  });

  test('stops where the venue would not decide, and says why', async () => {
    const stage = await setStage(madeMarket(slots(2)));
    const unknown = onSlot(0, () => {
      const lost: Pick<Connection, 'send'> = {
        send: (_, hear) => {
          hear({ code: 'UNKNOWN' });
          return null;
        },
      };
      stage.inflight.send(lost, { kind: 'clock.tick' }, 1);
    });
    await expect(stage.replay({ participants: [unknown] }).run(never)).rejects.toMatchObject({
      name: 'NotDecidedError',
      code: 'UNKNOWN',
    });
  });
});
