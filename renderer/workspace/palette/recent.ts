/** The commands that were last used in this browser, newest first. */
const STORED = 'bulkhead.recent';
const KEPT = 5;

export function recentCommands(): string[] {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(STORED) ?? '[]');
    return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export function rememberCommand(id: string): void {
  const ids = [id, ...recentCommands().filter((other) => other !== id)];
  localStorage.setItem(STORED, JSON.stringify(ids.slice(0, KEPT)));
}
