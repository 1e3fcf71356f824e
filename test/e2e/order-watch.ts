/** Somebody who looks on from elsewhere: which orders of a subaccount live, and what was told. */
import type { FromCore } from '../../core/desk/messages.ts';
import { Visitor } from '../../core/host/browser/testing/visitor.ts';
import { RawWindow } from './raw-window.ts';

const COMPLIANCE = 6;

export class OrderWatch {
  readonly #live = new Map<string, string>();
  readonly alerts: string[] = [];

  private constructor(window: RawWindow) {
    window.conversation.socket.on('message', (data: Buffer) => {
      this.#take(JSON.parse(data.toString()) as FromCore);
    });
  }

  static async open(link: string): Promise<OrderWatch> {
    const window = await RawWindow.signedIn(await Visitor.open(link), COMPLIANCE, 'compliance');
    const watch = new OrderWatch(window);
    window.say({
      type: 'watch',
      instrument: 'BTCUSDT',
      subaccount: null,
      ladder: { rows: 0, stepTicks: 1, centreTicks: 0 },
      candleSeconds: 1,
    });
    return watch;
  }

  /** Orders of a subaccount in the first instrument. */
  of(subaccount: string): number {
    return [...this.#live.values()].filter((owner) => owner === subaccount).length;
  }

  #take(message: FromCore): void {
    if (message.type === 'items' && message.stream === 'alerts') {
      for (const item of message.items) if (item.kind === 'alert') this.alerts.push(item.text);
    }
    if (message.type !== 'frame') return;
    for (const { key, subaccount, instrument } of message.orders) {
      if (instrument === 'BTCUSDT') this.#live.set(key, subaccount);
    }
    for (const key of message.gone.orders) this.#live.delete(key);
  }
}
