// The content kind `location`: a place on the map.
import * as v from "valibot";
import { strictShape } from "../shape.ts";
import { seenText } from "./bounds.ts";
import type { ContentKind } from "./content-kind.ts";
import { locationLine, locationText } from "./plain-texts.ts";

const degrees = (most: number) => v.pipe(v.number(), v.minValue(-most), v.maxValue(most));

const shape = strictShape({
  type: v.literal("location"),
  latitude: degrees(90),
  longitude: degrees(180),
  name: v.exactOptional(seenText(128)),
  address: v.exactOptional(seenText(512)),
});
export type LocationContent = v.InferOutput<typeof shape>;

export const locationContent = {
  type: "location",
  shape,
  preview: locationLine,
  fallback: locationText,
  words: "A place on the map.",
  fields: {
    latitude: "Degrees north of the equator, from -90 to 90 (WGS 84).",
    longitude: "Degrees east of Greenwich, from -180 to 180.",
    name: "What the place is called. Left out: it has no name.",
    address: "Where it is, in words.",
  },
  example: { type: "location", latitude: 52.51627, longitude: 13.37771, name: "Brandenburg Gate" },
} as const satisfies ContentKind<LocationContent>;
