/** What the order would do, asked of the core once typing rests, then every second. */
import { useEffect, useState } from 'react';
import type { HumanCommand, Preview } from '../../../core/desk/messages.ts';
import { useFeed } from '../../feed/hooks.ts';

const REST_MS = 150;
const AGAIN_MS = 1_000;

/** Null while there is no complete order or no answer to this one. */
export function usePreview(order: HumanCommand | null): Preview | null {
  const feed = useFeed();
  const text = order === null ? '' : JSON.stringify(order);
  const [answer, setAnswer] = useState<{ text: string; preview: Preview } | null>(null);
  useEffect(() => {
    if (text === '') return;
    let isOver = false;
    const ask = async (): Promise<void> => {
      const reply = await feed.request({
        name: 'preview',
        order: JSON.parse(text) as HumanCommand,
      });
      if (isOver) return;
      const { body } = reply;
      setAnswer(body?.name === 'preview' ? { text, preview: body.preview } : null);
      timer = window.setTimeout(() => void ask(), AGAIN_MS);
    };
    let timer = window.setTimeout(() => void ask(), REST_MS);
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, [feed, text]);
  return answer !== null && answer.text === text ? answer.preview : null;
}
