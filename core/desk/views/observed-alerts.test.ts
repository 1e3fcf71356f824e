/** What is heard of other venues in words, as windows and the trail read it. */
import { expect, test } from 'vitest';
import { observe, OKX_BTC, openObserved, report, SOURCE } from '../../venue/testing/observing.ts';
import { Names } from '../../sequencer/admission/names.ts';
import type { Command } from '../../venue/commands.ts';
import { News } from '../news.ts';
import { openScene } from '../testing/scene.ts';
import { commandWords } from '../trail-words.ts';
import { Scales } from './scales.ts';

const USDT = 1_000_000;

function watching() {
  const stage = openScene();
  const { venue } = stage;
  const okx = observe(venue);
  venue.prices({ BTC: 60_000 });
  const seen = openObserved(venue, 'seen', okx.profile);
  const scales = new Scales(stage.core.venue.state);
  const options = { venue: stage.core.venue, scales, nameOf: () => '', clockUs: () => 5 };
  const news = new News(options);
  stage.core.onApplied((from, to) => news.hear(from, to));
  stage.core.tell();
  const heard = () => {
    stage.core.tell();
    return news.alerts.after(0, 10_000).items;
  };
  return { venue, okx, seen, scales, heard };
}

test('EXT-08, EXT-09 an expectation says what the venue would do, and where to act', () => {
  const { venue, okx, seen, heard } = watching();
  report(venue, seen, {
    kind: 'external.snapshot',
    wallets: [{ asset: okx.asset, walletAtoms: 6_000 * USDT }],
    positions: [{ instrument: okx.instrument, quantityLots: 1_000, costAtoms: 60_000 * USDT }],
  });
  venue.prices({ BTC: 55_000 });
  const position = { instrument: okx.instrument, adlLights: 5 };
  report(venue, seen, { kind: 'external.venueFigure', position });
  venue.prices({ BTC: 60_000 });
  const told = heard().filter(({ subaccount }) => subaccount === 'seen');
  expect(told.map(({ level, accountKind, text }) => [level, accountKind, text])).toEqual([
    [1, 'OBSERVED', '2 differences between okx and what was known of seen there were posted.'],
    [
      3,
      'OBSERVED',
      'L3 margin call on seen, USDT@okx cross: health 90.9 %. Bring in 705.00 USDT@okx or reduce ' +
        'at okx, to 155 %.',
    ],
    [
      3,
      'OBSERVED',
      'okx is expected to liquidate seen, USDT@okx cross: equity 1,000.00 USDT@okx is below ' +
        'maintenance 1,100.00 USDT@okx. Act at okx: reduce, or bring in 100.00 USDT@okx.',
    ],
    [
      3,
      'OBSERVED',
      `okx may deleverage seen in ${OKX_BTC}: its lights there are all on. ` +
        'Act at okx: reduce 1.000 there.',
    ],
    [0, 'OBSERVED', 'The margin call on seen, USDT@okx cross, is cured: health 500.0 %.'],
    [0, 'OBSERVED', 'okx is no longer expected to liquidate seen, USDT@okx cross.'],
  ]);
});

test('EXT-04, DESK-22 the trail says who reported what', () => {
  const { venue, okx, seen, scales } = watching();
  const names = new Names(venue.venue.state);
  const wording = { names, scales, nameOf: () => '', strategy: 0 };
  const { instrument, asset } = okx;
  const from = { subaccount: seen, source: SOURCE, sourceSequence: 7 };
  const commands: Command[] = [
    { kind: 'external.open', subaccount: seen, source: SOURCE, knownBy: 'key', reference: 'read' },
    {
      kind: 'external.snapshot',
      ...from,
      wallets: [{ asset, walletAtoms: 5 * USDT }],
      positions: [{ instrument, quantityLots: -100, costAtoms: -1 }],
    },
    {
      kind: 'external.fill',
      ...from,
      instrument,
      side: 'sell',
      priceTicks: 600_000,
      quantityLots: 20,
      feeAtoms: USDT,
    },
    { kind: 'external.transfer', ...from, asset, reason: 'deposit', amountAtoms: 9 * USDT },
    {
      kind: 'external.venueFigure',
      ...from,
      wallet: { asset, equityAtoms: USDT },
      position: { instrument, liquidationPriceTicks: 510_000, adlLights: 2 },
    },
  ];
  expect(commands.map((command) => commandWords(command, wording))).toEqual([
    'Observe seen by okx:key, key read',
    'Report okx:key 7: there is 5.00 USDT@okx, \u22120.100 okx:BTCUSDT',
    'Report okx:key 7: sold 0.020 okx:BTCUSDT at 60,000.0, fee 1.00 USDT@okx',
    'Report okx:key 7: deposit 9.00 USDT@okx',
    'Report okx:key 7: equity 1.00 USDT@okx, okx:BTCUSDT liquidation price 51,000.0, ' +
      'okx:BTCUSDT lights 2',
  ]);
});
