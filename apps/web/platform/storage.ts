// The browser's storages of texts: of this tab, which ends with it, and of the device. Either may be refused, when it is
// looked for or at any call, and may be full: what it does not take, the page has until it is closed.

/** No call of it throws. */
export interface BrowserStorage {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
  readonly removeItem: (key: string) => void;
}

/** @param find may throw, as may each call of what it finds */
export function safeStorage(find: () => BrowserStorage): BrowserStorage {
  /** What the storage did not take; null: what it did not remove. */
  const held = new Map<string, string | null>();
  const change = (key: string, value: string | null): void => {
    try {
      if (value === null) find().removeItem(key);
      else find().setItem(key, value);
      held.delete(key);
    } catch {
      held.set(key, value);
    }
  };
  return {
    getItem: (key) => {
      const kept = held.get(key);
      if (kept !== undefined) return kept;
      try {
        return find().getItem(key);
      } catch {
        return null;
      }
    },
    setItem: change,
    removeItem: (key) => change(key, null),
  };
}

export const tabStorage = safeStorage(() => sessionStorage);
export const deviceStorage = safeStorage(() => localStorage);
