// Contents as plain text, for the server's previews and fallbacks and for clients alike. Pure, without shapes.
import type { CardContent } from "./card.ts";
import type { LinkContent } from "./link.ts";
import type { LocationContent } from "./location.ts";

/** Five digits are a metre. */
const digits = 5;

/** "52.51627, 13.37771": what every map understands. */
const coordinatesOf = ({ latitude, longitude }: LocationContent): string =>
  `${latitude.toFixed(digits)}, ${longitude.toFixed(digits)}`;

const lines = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join("\n");

export const locationLine = (content: LocationContent): string =>
  content.name ?? content.address ?? coordinatesOf(content);
export const locationText = (content: LocationContent): string =>
  lines(`📍 ${content.name ?? ""}`.trim(), content.address, coordinatesOf(content));

export const cardText = ({ name }: CardContent): string => `👤 ${name}`;

/** The address first: whoever follows it must have seen where it leads. */
export const linkText = ({ url, title, description }: LinkContent): string => lines(url, title, description);
