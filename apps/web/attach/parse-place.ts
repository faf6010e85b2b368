// A place from what people paste: coordinates, or the address of a map. Pure.

interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const number = String.raw`(-?\d{1,3}(?:\.\d{1,15})?)`;

/** The first that fits: of a map with a marker the marker is meant, not the middle of the picture. */
const forms = [
  // OpenStreetMap's marker.
  new RegExp(String.raw`[?&]mlat=${number}&mlon=${number}`),
  // Google Maps: a pin, a question, the picture.
  new RegExp(String.raw`!3d${number}!4d${number}`),
  new RegExp(String.raw`[?&](?:q|query|ll)=(?:loc:)?${number}(?:,|%2C)\+?${number}`, "i"),
  new RegExp(String.raw`/@${number},${number}`),
  // OpenStreetMap's picture.
  new RegExp(String.raw`#map=\d+(?:\.\d+)?/${number}/${number}`),
  new RegExp(String.raw`^geo:${number},${number}`),
  new RegExp(String.raw`^\(?${number}°?\s*[,;\s]\s*${number}°?\)?$`),
];

/** @returns null for anything else, and for degrees that no place has */
export function parsePlace(text: string): Place | null {
  for (const form of forms) {
    const [, north, east] = form.exec(text.trim()) ?? [];
    const [latitude, longitude] = [Number(north), Number(east)];
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude };
  }
  return null;
}
