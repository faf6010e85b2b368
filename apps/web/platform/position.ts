// Where this device is, if the browser and the person allow it.

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

const timeoutMs = 10_000;

/** Asks the person the first time. @returns null: not allowed, not known, or not on pages without TLS */
export const ownPosition = (): Promise<Position | null> =>
  new Promise((resolve) => {
    // Old browsers lack it, whatever the types say.
    if (!("geolocation" in navigator)) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => resolve({ latitude, longitude }),
      () => resolve(null),
      { timeout: timeoutMs, maximumAge: timeoutMs },
    );
  });
