// The Apple Push Notification service on this machine, over HTTP/1.1, since workerd's local fetch knows no HTTP/2: it judges
// tokens, headers and payloads as Apple's documents say, and keeps what the devices were told.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ApnsSubscription } from "../../schema/protocol/push.ts";
import { LocalService, sayJson, type Came, type ServiceAnswer, type Silence } from "./local-service.ts";
import { readJwt } from "./read-jwt.ts";

export type ApnsAnswer = (ServiceAnswer & { readonly reason?: string; readonly body?: string }) | Silence;

export interface Alert extends Came {
  readonly payload: unknown;
  readonly collapseId: string | undefined;
  readonly pushType: string;
  readonly priority: string;
  /** Ms since 1970. */
  readonly expiresAt: number;
}

interface Device {
  readonly received: Alert[];
  /** Of the next requests, one each; afterwards `otherwise`. */
  readonly answers: ApnsAnswer[];
  otherwise: ApnsAnswer;
  isInstalled: boolean;
}

const maxPayloadBytes = 4_096;
const hourSeconds = 3_600;
const updateSeconds = 1_200;
const pushTypes = ["alert", "background"];

export class ApnsService extends LocalService {
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly #devices = new Map<string, Device>();
  /** `iat` of the last token that was taken: seconds since 1970. */
  #issuedAt: number | null = null;
  /** How far this service's clock is ahead of the machine's. */
  aheadMs = 0;
  /** Each that was taken. */
  readonly tokens = new Set<string>();
  readonly keyId = "ABC123DEFG";
  readonly teamId = "DEF123GHIJ";
  readonly topic = "com.example.klatch";

  /** As the operator sets it: `APNS_KEY`. */
  get secret(): string {
    const { keyId, teamId, topic } = this;
    const key = this.#keys.privateKey.export({ type: "pkcs8", format: "pem" });
    return JSON.stringify({ keyId, teamId, topic, key });
  }

  /** As an app gets its token. */
  install(environment: ApnsSubscription["environment"] = "production"): ApnsSubscription {
    const token = randomBytes(32).toString("hex");
    this.#devices.set(token, { received: [], answers: [], otherwise: { status: 200 }, isInstalled: true });
    return { kind: "apns", token, environment };
  }

  of({ token }: Pick<ApnsSubscription, "token">): Device {
    const device = this.#devices.get(token.toLowerCase());
    if (device === undefined) throw new Error(`no device ${token}`);
    return device;
  }

  protected async answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const device = this.#devices.get(/^\/3\/device\/([0-9a-f]+)$/.exec(request.url ?? "")?.[1] ?? "");
    const answer = device?.answers.shift() ?? device?.otherwise ?? { status: 200 };
    if (answer === "silence") return;
    const fault = this.#faultOf(request, body);
    if (fault !== null) {
      this.faults.push(fault.reason);
      return sayJson(response, fault, { reason: fault.reason });
    }
    if (device === undefined) return sayJson(response, { status: 400 }, { reason: "BadDeviceToken" });
    const timestamp = this.#now();
    if (!device.isInstalled) return sayJson(response, { status: 410 }, { reason: "Unregistered", timestamp });
    await this.bring(device.received, answer, response, () => alertOf(request, body));
    if (answer.body !== undefined) return void response.writeHead(answer.status).end(answer.body);
    const { reason } = answer;
    sayJson(response, answer, reason === undefined ? undefined : { reason });
  }

  #now(): number {
    return Date.now() + this.aheadMs;
  }

  /** What Apple demands of a request. Null: it is as it should be. */
  #faultOf(request: IncomingMessage, body: Buffer): { readonly status: number; readonly reason: string } | null {
    const { method, url = "", headers } = request;
    const text = (name: string): string => String(headers[name] ?? "");
    if (method !== "POST") return { status: 405, reason: "MethodNotAllowed" };
    if (!/^\/3\/device\/[0-9a-f]+$/.test(url)) return { status: 404, reason: "BadPath" };
    const ofToken = this.#faultOfToken(text("authorization"));
    if (ofToken !== null) return ofToken;
    if (text("apns-topic") === "") return { status: 400, reason: "MissingTopic" };
    if (text("apns-topic") !== this.topic) return { status: 400, reason: "TopicDisallowed" };
    if (!pushTypes.includes(text("apns-push-type"))) return { status: 400, reason: "InvalidPushType" };
    if (!/^(1|5|10)$/.test(text("apns-priority"))) return { status: 400, reason: "BadPriority" };
    // A background push at priority 10 is an error.
    if (text("apns-push-type") === "background" && text("apns-priority") === "10")
      return { status: 400, reason: "BadPriority" };
    if (!/^\d+$/.test(text("apns-expiration"))) return { status: 400, reason: "BadExpirationDate" };
    if (Buffer.byteLength(text("apns-collapse-id")) > 64) return { status: 400, reason: "BadCollapseId" };
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text("apns-id")))
      return { status: 400, reason: "BadMessageId" };
    if (body.length === 0) return { status: 400, reason: "PayloadEmpty" };
    return body.length > maxPayloadBytes ? { status: 413, reason: "PayloadTooLarge" } : null;
  }

  #faultOfToken(authorization: string): { readonly status: number; readonly reason: string } | null {
    const [, token] = /^bearer ([\w.-]+)$/.exec(authorization) ?? [];
    if (token === undefined) return { status: 403, reason: "MissingProviderToken" };
    const jwt = readJwt(token, this.#keys.publicKey, "ES256");
    if (jwt?.header["kid"] !== this.keyId || jwt.claims["iss"] !== this.teamId)
      return { status: 403, reason: "InvalidProviderToken" };
    const now = Math.floor(this.#now() / 1_000);
    const issuedAt = Number(jwt.claims["iat"]);
    if (!(issuedAt <= now && issuedAt > now - hourSeconds)) return { status: 403, reason: "ExpiredProviderToken" };
    const sinceLast = issuedAt - (this.#issuedAt ?? 0);
    if (sinceLast !== 0 && sinceLast < updateSeconds) return { status: 429, reason: "TooManyProviderTokenUpdates" };
    this.#issuedAt = issuedAt;
    this.tokens.add(token);
    return null;
  }
}

function alertOf({ headers }: IncomingMessage, body: Buffer): Omit<Alert, keyof Came> {
  return {
    payload: JSON.parse(body.toString("utf8")) as unknown,
    collapseId: headers["apns-collapse-id"]?.toString(),
    pushType: String(headers["apns-push-type"]),
    priority: String(headers["apns-priority"]),
    expiresAt: Number(headers["apns-expiration"]) * 1_000,
  };
}
