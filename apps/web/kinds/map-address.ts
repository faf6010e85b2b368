// The address of a map that shows a place. Pure.

/** Streets and houses are seen. */
const zoom = 16;

/** OpenStreetMap: it needs no account, and no key. */
export const mapAddress = ({
  latitude,
  longitude,
}: {
  readonly latitude: number;
  readonly longitude: number;
}): string => `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=${zoom}/${latitude}/${longitude}`;
