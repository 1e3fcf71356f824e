/** The one way from the ladder to the ticket. */
type Listener = (side: 'buy' | 'sell', price: string) => void;

let listener: Listener | null = null;

export function onStaging(heard: Listener): () => void {
  listener = heard;
  return () => {
    listener = null;
  };
}

/** Puts side and price of a ladder's row into the ticket; sends nothing. */
export function stageFromLadder(side: 'buy' | 'sell', price: string): void {
  listener?.(side, price);
}
