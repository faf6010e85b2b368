// People whose devices want to be told, and services that are answered for: no push leaves the machine.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { expect, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { vapidKeyShape, type WebhookSubscription, type WebSubscription } from "../../schema/protocol/push.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import type { TakenPushes } from "../../schema/rpc/pushes.ts";
import { readVapidKeys } from "../../workers/push/vapid-keys.ts";
import { session } from "./actors.ts";
import { CaughtQueue, deliver, type Outcome, untilTold } from "./jobs-queue.ts";
import { newClientMsgId, newUsername, openDirect, register } from "./people.ts";
import { callWorker, type HttpAnswer } from "./worker-http.ts";

const path = "/api/devices/me/push";
export const pushRoute = (who: SessionResult, method: "GET" | "PUT" | "DELETE", body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: who.accessToken, body });

export async function vapidKey(who: SessionResult): Promise<string> {
  const { body } = await callWorker({ method: "GET", path: "/api/push/vapid-key", token: who.accessToken });
  return v.parse(vapidKeyShape, body).key;
}

/** One that was made before the deployment's newest key. */
export async function earlierVapidKey(): Promise<string> {
  const keys = await readVapidKeys(env);
  return [...(keys?.signing.keys() ?? [])].at(-1) ?? "";
}

let endpoints = 0;
/** As a browser makes it. */
export async function newSubscription(key: string, host = "push.example.com"): Promise<WebSubscription> {
  const { publicKey } = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
    "deriveBits",
  ])) as CryptoKeyPair;
  const point = new Uint8Array((await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
  endpoints += 1;
  const keys = { p256dh: text(point), auth: text(crypto.getRandomValues(new Uint8Array(16))) };
  return { kind: "web", endpoint: `https://${host}/${endpoints}`, keys, vapidKey: key };
}

export async function subscribeHook(who: SessionResult): Promise<WebhookSubscription> {
  endpoints += 1;
  const secret = `whsec_${"A".repeat(32)}`;
  const subscription: WebhookSubscription = {
    kind: "webhook",
    endpoint: `https://relay.example.com/${endpoints}`,
    secret,
  };
  const { status, body } = await pushRoute(who, "PUT", subscription);
  if (status !== 200) throw new Error(`subscribing gave ${status} ${JSON.stringify(body)}`);
  return subscription;
}

export async function subscribe(who: SessionResult, host?: string): Promise<WebSubscription> {
  const subscription = await newSubscription(await vapidKey(who), host);
  const { status, body } = await pushRoute(who, "PUT", subscription);
  if (status !== 200) throw new Error(`subscribing gave ${status} ${JSON.stringify(body)}`);
  return subscription;
}

/** Over HTTP, with fields of its own beside the text. */
export async function write(
  who: SessionResult,
  conversationId: ConversationId,
  text: string,
  also: object = {},
): Promise<number> {
  const { status, body } = await callWorker({
    method: "POST",
    path: `/api/conversations/${conversationId}/messages`,
    token: who.accessToken,
    body: { clientMsgId: newClientMsgId(), content: { type: "text", text }, ...also },
  });
  if (status !== 201 && status !== 200) throw new Error(`sending gave ${status} ${JSON.stringify(body)}`);
  return (body as { seq: number }).seq;
}

/** The user's session has heard of everything up to there in the conversation that it heard of last. */
export async function heardUpTo({ accessToken }: SessionResult, seq: number): Promise<void> {
  await untilTold(async () => {
    const { body } = await callWorker({ method: "GET", path: "/api/conversations", token: accessToken });
    expect((body as { items: { headSeq: number }[] }).items[0]?.headSeq).toBe(seq);
  });
}

export const pushJobs = (queue: CaughtQueue, { user }: SessionResult): readonly Job<"push">[] =>
  queue.of(user.id).filter((job): job is Job<"push"> => job.kind === "push");

/** What the user's devices are told now by a consumer that knows no clears, and nobody settles it. */
export const taken = ({ user }: SessionResult, jobId = "a-job"): Promise<TakenPushes> =>
  session(user.id).takePushes({ jobId });

/** One delivery of a job about this user. */
export const pushed = ({ user }: SessionResult, id = "a-job", attempts = 1): Promise<Outcome> =>
  deliver([{ v: 1, id, kind: "push", at: 1_000, payload: { userId: user.id } }], { attempts });

/** Two people who talk, with the queue, the push services and the clock in the test's hands. */
export async function beginPushes(now: () => number) {
  const queue = new CaughtQueue();
  const services = new PushServices();
  vi.spyOn(Date, "now").mockImplementation(now);
  const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  return { queue, services, ada, bob, talk: await openDirect(ada.accessToken, bob.user.id) };
}

export function endPushes(queue: CaughtQueue): void {
  queue.restore();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}

/** Takes the place of the push services: by endpoint, what each answers; 201 where nothing is said. */
export class PushServices {
  /** Of the requests, in their order. */
  readonly asked: string[] = [];
  /** By endpoint: the bodies, where they are texts. */
  readonly #bodies = new Map<string, string[]>();
  readonly #answers = new Map<string, (() => Response | Promise<Response>)[]>();

  constructor() {
    vi.stubGlobal("fetch", async (url: URL, init?: RequestInit): Promise<Response> => {
      this.asked.push(url.href);
      if (typeof init?.body === "string")
        this.#bodies.set(url.href, [...(this.#bodies.get(url.href) ?? []), init.body]);
      return (await this.#answers.get(url.href)?.shift()?.()) ?? new Response(null, { status: 201 });
    });
  }

  /** Of the next requests to this endpoint, one each. */
  answer(
    { endpoint }: { readonly endpoint: string },
    ...answers: readonly (() => Response | Promise<Response>)[]
  ): void {
    this.#answers.set(endpoint, [...(this.#answers.get(endpoint) ?? []), ...answers]);
  }

  /** What this webhook was told, of which kind, in its order. */
  toldTo({ endpoint }: WebhookSubscription): readonly { readonly type: string; readonly data: unknown }[] {
    return (this.#bodies.get(endpoint) ?? []).map((body) => {
      const { type, data } = JSON.parse(body) as { type: string; data: unknown };
      return { type, data };
    });
  }

  /** How often this endpoint was asked. */
  countOf({ endpoint }: WebSubscription): number {
    return this.asked.filter((url) => url === endpoint).length;
  }
}
