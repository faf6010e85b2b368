// The routes of a user's devices.
import { devicesResultShape } from "../http-auth.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { reading } from "./spends.ts";

export const deviceRoutes = {
  listDevices: route({
    method: "GET",
    path: "/api/devices",
    who: "user",
    spends: reading,
    answers: { 200: devicesResultShape },
  }),
  signOutDevice: route({
    method: "DELETE",
    path: "/api/devices/:deviceId",
    who: "user",
    spends: reading,
    segments: { deviceId: segment.deviceId },
    answers: { 204: null },
  }),
  signOutOtherDevices: route({
    method: "DELETE",
    path: "/api/devices",
    who: "user",
    spends: reading,
    answers: { 204: null },
  }),
} as const;

export const deviceWords: WordsOf<typeof deviceRoutes> = {
  listDevices: {
    summary: "List my devices",
    description: "Lists the devices that are signed in.",
    answers: { 200: "The devices." },
  },
  signOutDevice: {
    summary: "Sign one of my devices out",
    description:
      "Signs a device of the caller's out: its tokens are refused and its sockets are closed (4401) from the moment this returns.",
    answers: { 204: "The device is signed out." },
  },
  signOutOtherDevices: {
    summary: "Sign my other devices out",
    description: "Signs all devices of the caller's out, except the calling one.",
    answers: { 204: "No other device is signed in." },
  },
};
