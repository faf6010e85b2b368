// The routes of the fleet, for operators: the sweep that migrates objects which never wake.
import { fleetResultShape } from "../http-fleet.ts";
import { actBodyShape } from "../http-operators.ts";
import { route, type WordsOf } from "./route.ts";

export const fleetRoutes = {
  getFleet: route({
    method: "GET",
    path: "/api/admin/fleet",
    who: "operator",
    answers: { 200: fleetResultShape },
  }),
  startSweep: route({
    method: "POST",
    path: "/api/admin/fleet/sweep",
    who: "operator",
    body: actBodyShape,
    answers: { 200: fleetResultShape },
  }),
  stopSweep: route({
    method: "DELETE",
    path: "/api/admin/fleet/sweep",
    who: "operator",
    body: actBodyShape,
    answers: { 200: fleetResultShape },
  }),
} as const;

export const fleetWords: WordsOf<typeof fleetRoutes> = {
  getFleet: {
    summary: "See how far the tables of all objects are",
    description: "Counts of the newest sweep by class and tables, and the objects that could not be asked.",
    answers: { 200: "What is known." },
  },
  startSweep: {
    summary: "Wake every object, so that it migrates",
    description:
      "Begins a sweep, or goes on with the one that was stopped. While one is running nothing changes. Objects are woken a few at a time.",
    answers: { 200: "A sweep is running." },
  },
  stopSweep: {
    summary: "Stop the sweep",
    description: "It keeps its place.",
    answers: { 200: "No sweep is running." },
  },
};
