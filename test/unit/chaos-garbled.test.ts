// What clients of a run do with what no Klatch server should send: they live on, and the checker hears of it.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "../../lab/chaos/check/check.ts";
import { RawDevice } from "../../lab/chaos/clients/raw-device.ts";
import { SdkDevice } from "../../lab/chaos/clients/sdk-device.ts";
import type { ChaosDevice } from "../../lab/chaos/clients/device.ts";
import { Recorder } from "../../lab/chaos/history/recorder.ts";
import { recordedFetch } from "../../lab/chaos/network/recorded-fetch.ts";
import { Random } from "../../lab/kit/random.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import type { DeviceParts } from "../../lab/chaos/clients/sdk-device.ts";
import { Account } from "../../lab/chaos/clients/account.ts";
import type { Session } from "../../sdk/store/session-store.ts";
import { ada } from "../support/checker-story.ts";

/** The platform's, as far as clients use it; the test is the server. */
class FakeWebSocket extends EventTarget {
  static readonly OPEN = 1;
  static last: FakeWebSocket | undefined;
  readonly readyState = FakeWebSocket.OPEN;

  constructor() {
    super();
    FakeWebSocket.last = this;
  }

  send(): void {}
  close(): void {}

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

beforeEach(() => void vi.stubGlobal("WebSocket", FakeWebSocket));
afterEach(() => void vi.unstubAllGlobals());

const deviceId = `device_${"d".repeat(26)}` as DeviceId;
const tokenOf = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.none`;
const session: Session = {
  user: { id: ada, username: "ada", displayName: "Ada", createdAt: 1 },
  deviceId,
  accessToken: tokenOf({ did: deviceId, fam: "family", exp: 4_000_000_000 }),
  refreshToken: "token",
  expiresAtMs: Number.MAX_SAFE_INTEGER,
  clockOffsetMs: 0,
};

const verdictOf = ({ history }: Recorder): Partial<Record<string, number>> => {
  const { rules } = check(history, {
    views: [],
    members: new Map(),
    invitations: new Map(),
    devices: [],
    notified: [],
    recounts: [],
    files: [],
    storedFiles: new Set(),
  });
  return Object.fromEntries(rules.filter(({ violations }) => violations > 0).map((one) => [one.rule, one.violations]));
};

const deviceKinds: Record<string, (recorder: Recorder) => Promise<ChaosDevice>> = {
  "raw device": (recorder) => RawDevice.install(partsOf(recorder), []),
  "device with the SDK": (recorder) => SdkDevice.install(partsOf(recorder), []),
};

/** Signed in already, without a server. */
class SignedIn extends Account {
  override async signIn(...[, store]: Parameters<Account["signIn"]>): Promise<Session> {
    await store.save(session);
    return session;
  }
}

function partsOf(recorder: Recorder): DeviceParts {
  const url = "http://127.0.0.1:1";
  const account = new SignedIn({ userId: ada, username: "ada", serverUrl: url, recorder });
  return { name: "one", url, account, recorder, random: new Random(1), everybody: () => [ada] };
}

describe.each(Object.entries(deviceKinds))("[CHAOS-2] a %s that gets", (_, deviceOf) => {
  it.each([
    ["half a text", '{"type":"new-mess'],
    ["JSON that is no frame", "null"],
    ["a frame that does not exist", '{"type":"gossip"}'],
    ["a frame that lacks what it should have", '[{"type":"sync-done"}]'],
    ["an answer to no ping of its own", "ping"],
    ["bytes", new ArrayBuffer(8)],
  ])("%s lives on, and it is a violation", async (__, data) => {
    const recorder = new Recorder(1);
    const device = await deviceOf(recorder);
    device.start();
    await vi.waitFor(() => expect(FakeWebSocket.last).toBeDefined());
    FakeWebSocket.last?.receive(data);
    FakeWebSocket.last?.receive('{"type":"sync-done","inboxVersion":1}');
    device.stop();
    FakeWebSocket.last = undefined;
    expect(verdictOf(recorder)).toEqual({ "SOCKET-11": 1 });
    expect(recorder.history.records.map(({ kind }) => kind)).toEqual(["open", "authorised", "garbled", "sync-done"]);
  });
});

describe("[CHAOS-2] an answer over HTTP that is", () => {
  const problem = { type: "about:blank", title: "No.", status: 404, code: "NOT_FOUND" };
  it.each([
    ["empty", 204, "", {}],
    ["JSON", 200, "{}", {}],
    ["a problem document", 404, JSON.stringify(problem), {}],
    ["half of one", 200, '{"a":', { "HTTP-1": 1 }],
    ["a refusal without a reason", 503, "", { "HTTP-1": 1 }],
    ["a refusal with another reason", 500, '{"error":"oh"}', { "HTTP-1": 1 }],
  ])("%s", async (_, status, text, violations) => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(status === 204 ? null : text, { status })));
    const recorder = new Recorder(1);
    const { signal } = new AbortController();
    await recordedFetch(recorder)("http://127.0.0.1:1/api", { method: "GET", headers: {}, signal });
    expect(verdictOf(recorder)).toEqual(violations);
  });
});
