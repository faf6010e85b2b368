// The form of a transcript: strict, so that a misspelt step fails instead of testing nothing. README.md explains it.
import * as v from "valibot";

const clientName = v.pipe(v.string(), v.regex(/^[a-z]+-[a-z]+$/));
const note = v.exactOptional(v.string());
const step = <const T extends v.ObjectEntries>(entries: T) => v.strictObject({ note, ...entries });
const clientStep = <const T extends v.ObjectEntries>(entries: T) => step({ client: clientName, ...entries });
const object = v.record(v.string(), v.unknown());
// Arrays first: to Valibot an array is a record too.
const oneOrMore = v.union([v.array(object), object]);
const times = v.exactOptional(v.number());

const stepShape = v.union([
  clientStep({ connects: v.picklist(["authorization", "subprotocol"]), token: v.exactOptional(v.string()) }),
  clientStep({ sends: oneOrMore, times }),
  clientStep({ sendsText: v.string(), times }),
  clientStep({ sendsBinary: v.string() }),
  clientStep({
    receives: oneOrMore,
    order: v.exactOptional(v.literal("any")),
    as: v.exactOptional(v.union([v.string(), v.array(v.nullable(v.string()))])),
  }),
  clientStep({ receivesText: v.string() }),
  clientStep({ receivesNothing: v.literal(true) }),
  clientStep({ closes: v.number() }),
  clientStep({ isClosed: v.strictObject({ code: v.number(), reason: v.string() }) }),
  step({
    http: v.strictObject({
      by: v.exactOptional(clientName),
      method: v.picklist(["GET", "POST", "DELETE"]),
      path: v.string(),
      body: v.exactOptional(v.unknown()),
    }),
    gives: v.strictObject({ status: v.number(), body: v.exactOptional(v.unknown()) }),
    as: v.exactOptional(v.string()),
  }),
  step({ hibernate: v.array(v.pipe(v.string(), v.regex(/^(session|conversation):[a-z]+$/))) }),
]);
export type Step = v.InferOutput<typeof stepShape>;

export const transcriptShape = v.strictObject({
  title: v.string(),
  rules: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Z]+-[1-9]\d*$/))), v.minLength(1)),
  about: v.string(),
  /** Who takes part, with which devices. */
  people: v.record(v.string(), v.array(v.string())),
  /** Direct conversations that were opened before, by the first of the two. */
  conversations: v.exactOptional(v.record(v.string(), v.tuple([v.string(), v.string()]))),
  /** Clients that are connected and caught up before the first step; what they received until then is not shown. */
  online: v.exactOptional(v.array(clientName)),
  steps: v.array(stepShape),
});
export type Transcript = v.InferOutput<typeof transcriptShape>;
