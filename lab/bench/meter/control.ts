// The harness's routes of the metered Worker: counts, the clock, and evictions and alarms of objects.
import type { BenchRpc, MeteredEnv } from "./meter-actor.ts";
import { meter } from "./meter.ts";
import { dueAlarms } from "./meter-storage.ts";

type BenchActor = BenchRpc & Rpc.DurableObjectBranded;

/** `/bench/<what>`; everything but reading the counts is a POST with parameters in the query. */
export async function handleControl(request: Request, env: MeteredEnv): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const number = (name: string): number => Number(searchParams.get(name));
  const objectOf = (): DurableObjectStub<BenchActor> => {
    const namespace = namespaceOf(env, searchParams.get("class") ?? "");
    const id = searchParams.get("id");
    const objectId = id === null ? namespace.idFromName(searchParams.get("name") ?? "") : namespace.idFromString(id);
    return namespace.get(objectId);
  };
  switch (pathname) {
    case "/bench/counts":
      return Response.json({ counts: meter.counts(), activities: meter.activities, alarms: dueAlarms() });
    case "/bench/reset":
      meter.reset();
      return done();
    case "/bench/clock":
      meter.advanceClock(number("ms"));
      return Response.json({ now: Date.now() });
    case "/bench/ring":
      await objectOf().benchRing();
      return done();
    case "/bench/bytes":
      return Response.json({ bytes: await objectOf().benchBytes() });
    case "/bench/fill":
      await objectOf().benchFill(number("events"));
      return done();
    case "/bench/formers":
      await objectOf().benchFormers(number("count"));
      return done();
    default:
      return new Response(null, { status: 404 });
  }
}

function namespaceOf(env: MeteredEnv, className: string): DurableObjectNamespace<BenchActor> {
  switch (className) {
    case "Conversation":
      return env.CONVERSATION;
    case "Group":
      return env.GROUP;
    case "Fleet":
      return env.FLEET;
    case "SharedFile":
      return env.SHARED_FILE;
    case "EqualFiles":
      return env.EQUAL_FILES;
    default:
      return env.USER_SESSION;
  }
}

const done = (): Response => new Response(null, { status: 204 });
