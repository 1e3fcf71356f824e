/** Icons for cells, which are plain nodes: each is drawn once and copied. */
import type { LucideIcon } from 'lucide-react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

/** Draws an icon of 16 px; what it returns makes copies. Called while a module loads. */
export function iconOf(Icon: LucideIcon): () => Node {
  const place = document.createElement('div');
  const root = createRoot(place);
  flushSync(() => root.render(<Icon size={16} strokeWidth={1.75} aria-hidden />));
  const drawn = place.firstElementChild!.cloneNode(true);
  root.unmount();
  return () => drawn.cloneNode(true);
}
