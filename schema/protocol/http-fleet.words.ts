// The API documents' texts for the fleet. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
import { fleetResultShape, sweepCountShape, sweepFailureShape, sweepShape } from "./http-fleet.ts";

const counted = { class: "Conversation", versions: { conversation: 1, log: 7 }, objects: 1_024 };
const failure = {
  class: "UserSession",
  name: "user_0123456789abcdefghjkmnpqrs",
  error: "ActorUnavailable: The actor did not answer.",
  attempts: 2,
  retryAt: 1_795_000_120_000,
};
const sweep = {
  state: "running" as const,
  reason: "the release of November",
  startedAt: 1_795_000_000_000,
  endedAt: null,
  hasFoundAccounts: false,
  waiting: 210,
  older: 3,
  failed: 0,
  counts: [counted],
  failures: [failure],
};

export const fleetComponents = {
  SweepCount: fromServer(sweepCountShape, "Objects that were asked, and what their tables have.", counted, {
    class: "The class of the objects.",
    versions: "How many migrations of each module they have run.",
    objects: "How many objects there are.",
  }),
  SweepFailure: fromServer(sweepFailureShape, "An object that could not be asked.", failure, {
    class: "The class of the object.",
    name: "The object's name: the id of a user, conversation or group.",
    error: "Why it could not be asked.",
    attempts: "How often it was asked.",
    retryAt: "When it is asked again; null: not before the next sweep.",
  }),
  Sweep: fromServer(sweepShape, "The newest sweep, which wakes every object so that it migrates.", sweep, {
    state: "Whether objects are being asked.",
    reason: "Why an operator began it.",
    startedAt: "When it began.",
    endedAt: "When every object had been asked, or was given up; null until then.",
    hasFoundAccounts: "Whether all accounts were found. Conversations are found by the sessions of their members.",
    waiting: "Objects that were found, and are to be asked.",
    older: "Objects that still run older code, and are asked again.",
    failed: "Objects that were given up.",
    counts: "Objects that were asked, by class and tables.",
    failures: "The first 50 objects whose last call failed.",
  }),
  FleetResult: fromServer(
    fleetResultShape,
    "How far the tables of all objects are.",
    { newest: { Conversation: { conversation: 1, log: 7 } }, sweep },
    {
      newest: "What the code that answers knows: how many migrations, by class of objects and module.",
      sweep: "Null before the first.",
    },
  ),
} as const satisfies Record<string, Component>;
