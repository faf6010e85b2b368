// What is used of the browser's storage: `sessionStorage`, which ends with its tab, or `localStorage`, which stays on the
// device.
export interface BrowserStorage {
  readonly getItem: (key: string) => string | null;
  readonly setItem: (key: string, value: string) => void;
  readonly removeItem: (key: string) => void;
}
