// A push service on this machine, with the browser behind it: it speaks RFC 8030, judges what RFC 8292 asks of a sender, and
// decrypts RFC 8291 by itself, with Node's own cryptography.
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, type ECDH } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { WebSubscription } from "../../schema/protocol/push.ts";
import { LocalService, type Came, type ServiceAnswer, type Silence } from "./local-service.ts";
import { readJwt } from "./read-jwt.ts";

export type PushAnswer = (ServiceAnswer & { readonly location?: string }) | Silence;

interface Received extends Came {
  /** What the browser's service worker would get. */
  readonly data: unknown;
  readonly topic: string | undefined;
  readonly ttl: number;
}

interface Browser {
  readonly keys: ECDH;
  readonly auth: Buffer;
  /** The sender that this subscription was made for. */
  readonly vapidKey: string;
  readonly received: Received[];
  /** Of the next requests, one each; afterwards `otherwise`. */
  readonly answers: PushAnswer[];
  otherwise: PushAnswer;
}

const maxBodyBytes = 4_096;
const aDayMs = 86_400_000;

export class WebPushService extends LocalService {
  readonly #browsers = new Map<string, Browser>();

  /** As a page does with `pushManager.subscribe`. @param vapidKey the `applicationServerKey` */
  subscribe(vapidKey: string): WebSubscription {
    const id = randomBytes(16).toString("hex");
    const keys = createECDH("prime256v1");
    const p256dh = keys.generateKeys().toString("base64url");
    const auth = randomBytes(16);
    this.#browsers.set(id, { keys, auth, vapidKey, received: [], answers: [], otherwise: { status: 201 } });
    const endpoint = `${this.origin}/push/${id}`;
    return { kind: "web", endpoint, keys: { p256dh, auth: auth.toString("base64url") }, vapidKey };
  }

  /** What came to this subscription, and what is answered next. */
  of({ endpoint }: Pick<WebSubscription, "endpoint">): Pick<Browser, "received" | "answers" | "otherwise"> {
    const browser = this.#browsers.get(endpoint.split("/").at(-1) ?? "");
    if (browser === undefined) throw new Error(`nobody subscribed at ${endpoint}`);
    return browser;
  }

  protected async answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const browser = this.#browsers.get(request.url?.split("/").at(-1) ?? "");
    if (browser === undefined) return void response.writeHead(404).end();
    const answer = browser.answers.shift() ?? browser.otherwise;
    if (answer === "silence") return;
    const fault = this.#faultOf(request, browser, body);
    if (fault !== null) {
      this.faults.push(fault);
      return void response.writeHead(body.length > maxBodyBytes ? 413 : 403).end();
    }
    const { topic, ttl } = request.headers;
    await this.bring(browser.received, answer, response, () => ({
      data: JSON.parse(decrypt(browser, body).toString("utf8")) as unknown,
      topic: typeof topic === "string" ? topic : undefined,
      ttl: Number(ttl),
    }));
    response
      .writeHead(answer.status, {
        ...(answer.retryAfter !== undefined && { "retry-after": answer.retryAfter }),
        ...(answer.location !== undefined && { location: answer.location }),
      })
      .end();
  }

  /** What RFC 8030 and RFC 8292 demand of a request. Null: it is as it should be. */
  #faultOf({ method, headers }: IncomingMessage, { vapidKey }: Browser, body: Buffer): string | null {
    if (method !== "POST") return `method ${method}`;
    if (headers["content-encoding"] !== "aes128gcm") return "content-encoding";
    if (!/^\d+$/.test(String(headers["ttl"]))) return "ttl";
    if (headers["topic"] !== undefined && !/^[\w-]{1,32}$/.test(String(headers["topic"]))) return "topic";
    if (body.length > maxBodyBytes) return "size";
    return faultOfToken(headers.authorization ?? "", vapidKey, this.origin);
  }
}

function faultOfToken(authorization: string, vapidKey: string, origin: string): string | null {
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  if (key !== vapidKey) return "key";
  const point = Buffer.from(key, "base64url");
  const publicKey = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const { claims } = readJwt(token, publicKey, "ES256") ?? {};
  if (claims === undefined) return "signature";
  const { aud, exp, sub } = claims;
  if (aud !== origin) return "aud";
  const leftMs = Number(exp) * 1_000 - Date.now();
  if (!(leftMs > 0 && leftMs <= aDayMs)) return "exp";
  return typeof sub === "string" && /^(mailto:|https:)/.test(sub) ? null : "sub";
}

/** RFC 8291, section 3.4, and RFC 8188, section 2. @throws Error for what a browser would drop */
function decrypt({ keys, auth }: Pick<Browser, "keys" | "auth">, body: Buffer): Buffer {
  const salt = body.subarray(0, 16);
  const recordSize = body.readUInt32BE(16);
  const sender = body.subarray(21, 21 + (body[20] ?? 0));
  const record = body.subarray(21 + sender.length);
  if (record.length > recordSize) throw new Error("more than one record");
  const keyInfo = Buffer.concat([Buffer.from("WebPush: info\0"), keys.getPublicKey(), sender]);
  const ikm = Buffer.from(hkdfSync("sha256", keys.computeSecret(sender), auth, keyInfo, 32));
  const derive = (info: string, bytes: number): Buffer =>
    Buffer.from(hkdfSync("sha256", ikm, salt, Buffer.from(`Content-Encoding: ${info}\0`), bytes));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  const end = padded.findLastIndex((byte: number) => byte !== 0);
  if (padded[end] !== 2) throw new Error("not the last record");
  return padded.subarray(0, end);
}
