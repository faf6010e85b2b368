// The routes of devices. The devices of a user.
import { devicesResultShape } from "../http-auth.ts";
import { route } from "./route.ts";
import * as segment from "./segments.ts";

export const deviceRoutes = {
  listDevices: route({
    method: "GET",
    path: "/api/devices",
    who: "user",
    answers: { 200: { description: "The devices.", body: devicesResultShape } },
    tag: "devices",
    summary: "List my devices",
    description: "Lists the devices that are signed in.",
  }),
  signOutDevice: route({
    method: "DELETE",
    path: "/api/devices/:deviceId",
    who: "user",
    segments: { deviceId: segment.deviceId },
    answers: { 204: { description: "The device is signed out." } },
    tag: "devices",
    summary: "Sign one of my devices out",
    description:
      "Signs a device of the caller's out: its tokens are refused and its sockets are closed (4401) from the moment this returns.",
  }),
  signOutOtherDevices: route({
    method: "DELETE",
    path: "/api/devices",
    who: "user",
    answers: { 204: { description: "No other device is signed in." } },
    tag: "devices",
    summary: "Sign my other devices out",
    description: "Signs all devices of the caller's out, except the calling one.",
  }),
} as const;
