// Places from what people paste: coordinates, and addresses of maps.
import { expect, it } from "vitest";
import { mapAddress } from "../../apps/web/kinds/map-address.ts";
import { parsePlace } from "../../apps/web/attach/parse-place.ts";

it.each([
  ["52.51627, 13.37771", 52.51627, 13.37771],
  [" -33.8568 151.2153 ", -33.8568, 151.2153],
  ["(0,0)", 0, 0],
  ["90°, -180°", 90, -180],
  ["geo:48.2010,16.3695,183;u=30", 48.201, 16.3695],
  ["https://www.openstreetmap.org/?mlat=52.5&mlon=13.4#map=16/1/2", 52.5, 13.4],
  ["https://www.openstreetmap.org/#map=16/52.5163/13.3777", 52.5163, 13.3777],
  ["https://www.google.com/maps/place/X/@1.5,2.5,17z/data=!3m1!4b1!3d52.51627!4d13.37771", 52.51627, 13.37771],
  ["https://www.google.com/maps/@52.5,13.4,17z", 52.5, 13.4],
  ["https://maps.apple.com/?ll=52.5,13.4&q=Gate", 52.5, 13.4],
  ["https://maps.google.com/?q=52.5%2C13.4", 52.5, 13.4],
])("[WEB-215] %s is a place", (text, latitude, longitude) => {
  expect(parsePlace(text)).toEqual({ latitude, longitude });
});

it.each(["", "Berlin", "91, 0", "0, 181", "1", "1, 2, 3", "https://maps.example/x", "1e2, 3", "٥٢, ١٣"])(
  "[WEB-215] %j is none",
  (text) => {
    expect(parsePlace(text)).toBeNull();
  },
);

it("[WEB-215] the map to which a place leads is understood as the same place", () => {
  expect(parsePlace(mapAddress({ latitude: -33.8568, longitude: 151.2153 }))).toEqual({
    latitude: -33.8568,
    longitude: 151.2153,
  });
});
