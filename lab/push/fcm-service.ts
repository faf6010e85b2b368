// Firebase Cloud Messaging on this machine, with Google's token service and the apps behind it: it judges assertions, access
// tokens and messages as Google's documents say. Each app does what the SDK's README says of one.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FcmSubscription } from "../../schema/protocol/push.ts";
import { LocalService, sayJson, type Came, type ServiceAnswer, type Silence } from "./local-service.ts";
import { readJwt } from "./read-jwt.ts";
import { saidByFcm } from "./said.ts";
import { Screen } from "./screen.ts";

/** `code`: of an FcmError. */
export type FcmAnswer = (ServiceAnswer & { readonly code?: string; readonly body?: string }) | Silence;

type Data = Readonly<Record<string, string>>;

interface Received extends Came {
  readonly data: Data;
  readonly priority: string;
  readonly ttl: string;
}

interface App {
  /** Everything that came. */
  readonly received: Received[];
  readonly screen: Screen;
  /** Of the next requests, one each; afterwards `otherwise`. */
  readonly answers: FcmAnswer[];
  otherwise: FcmAnswer;
}

const names: Readonly<Record<string, string>> = {
  UNREGISTERED: "NOT_FOUND",
  SENDER_ID_MISMATCH: "PERMISSION_DENIED",
  QUOTA_EXCEEDED: "RESOURCE_EXHAUSTED",
  THIRD_PARTY_AUTH_ERROR: "UNAUTHENTICATED",
};

const maxDataBytes = 4_096;
const hourSeconds = 3_600;
const scope = "https://www.googleapis.com/auth/firebase.messaging";

interface Message {
  readonly token?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly android?: { readonly priority?: string; readonly ttl?: string };
}

export class FcmService extends LocalService {
  readonly #keys = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  readonly #apps = new Map<string, App>();
  /** Access tokens in force, with their ends: ms since 1970. */
  readonly #granted = new Map<string, number>();
  /** Of the next requests for an access token, one each; afterwards it is given. */
  readonly grantAnswers: FcmAnswer[] = [];
  /** Requests for access tokens. */
  grants = 0;
  readonly projectId = "klatch-test";
  readonly email = "push@klatch-test.iam.gserviceaccount.com";

  get #tokenUri(): string {
    return `${this.origin}/token`;
  }

  /** As the Firebase console gives it: `FCM_SERVICE_ACCOUNT`. Once the service has started. */
  get secret(): string {
    return JSON.stringify({
      type: "service_account",
      project_id: this.projectId,
      private_key_id: "0123456789abcdef",
      private_key: this.#keys.privateKey.export({ type: "pkcs8", format: "pem" }),
      client_email: this.email,
      token_uri: this.#tokenUri,
      universe_domain: "googleapis.com",
    });
  }

  /** As an app gets its token. */
  install(): FcmSubscription {
    const token = `${randomBytes(8).toString("base64url")}:APA91b${randomBytes(99).toString("base64url")}`;
    this.#apps.set(token, { received: [], screen: new Screen("fcm"), answers: [], otherwise: { status: 200 } });
    return { kind: "fcm", token };
  }

  of({ token }: FcmSubscription): App {
    const app = this.#apps.get(token);
    if (app === undefined) throw new Error(`no app ${token}`);
    return app;
  }

  /** Access tokens that were given are not taken any more. */
  revoke(): void {
    this.#granted.clear();
  }

  protected async answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    if (request.url === "/token") return this.#grant(request, body, response);
    const { message, fault } = this.#read(request, body);
    const app = this.#apps.get(message.token ?? "");
    const answer = app?.answers.shift() ?? app?.otherwise ?? { status: 200 };
    if (answer === "silence") return;
    if (fault !== null) {
      this.faults.push(fault.reason);
      return this.#refuse(response, fault.status, { code: fault.code, field: fault.field });
    }
    if (app === undefined) return this.#refuse(response, 404, { code: "UNREGISTERED" });
    await this.bring(app.received, answer, response, () => show(app, message));
    if (answer.body !== undefined) return void response.writeHead(answer.status).end(answer.body);
    if (answer.status !== 200) return this.#refuse(response, answer.status, answer);
    sayJson(response, answer, { name: `projects/${this.projectId}/messages/0:${this.requests}` });
  }

  /** RFC 7523, section 2.1. */
  #grant({ headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    this.grants += 1;
    const answer = this.grantAnswers.shift() ?? { status: 200 };
    if (answer === "silence") return;
    if (answer.status !== 200) return sayJson(response, answer, { error: answer.code ?? "internal_failure" });
    const fault = this.#faultOfGrant(String(headers["content-type"]), new URLSearchParams(body.toString("utf8")));
    if (fault !== null) {
      this.faults.push(fault);
      return sayJson(response, { status: 400 }, { error: "invalid_grant", error_description: fault });
    }
    const token = `ya29.${randomBytes(64).toString("base64url")}`;
    this.#granted.set(token, Date.now() + hourSeconds * 1_000);
    sayJson(response, answer, { access_token: token, expires_in: hourSeconds - 1, token_type: "Bearer" });
  }

  #faultOfGrant(contentType: string, form: URLSearchParams): string | null {
    if (!contentType.startsWith("application/x-www-form-urlencoded")) return "content-type";
    if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") return "grant_type";
    const { claims } = readJwt(form.get("assertion") ?? "", this.#keys.publicKey, "RS256") ?? {};
    if (claims === undefined) return "signature";
    if (claims["iss"] !== this.email) return "iss";
    if (claims["aud"] !== this.#tokenUri) return "aud";
    if (claims["scope"] !== scope) return "scope";
    const [issuedAt, expiresAt, now] = [Number(claims["iat"]), Number(claims["exp"]), Date.now() / 1_000];
    return issuedAt <= now && expiresAt > now && expiresAt - issuedAt <= hourSeconds ? null : "iat, exp";
  }

  #read({ method, url, headers }: IncomingMessage, body: Buffer) {
    const message = messageIn(body);
    const [, token = ""] = /^Bearer (\S+)$/.exec(headers.authorization ?? "") ?? [];
    const refusal = (status: number, code: string, reason: string, field?: string) => ({
      message,
      fault: { status, code, reason, field },
    });
    if (method !== "POST" || url !== `/v1/projects/${this.projectId}/messages:send`)
      return refusal(404, "", `${method} ${url}`);
    if ((this.#granted.get(token) ?? 0) <= Date.now()) return refusal(401, "UNAUTHENTICATED", "access token");
    const { data = {}, android = {} } = message;
    const entries = Object.entries(data);
    const wrong = entries.findIndex(([, value]) => typeof value !== "string");
    if (wrong >= 0) return refusal(400, "INVALID_ARGUMENT", "data is no text", `message.data[${wrong}].value`);
    const reserved = entries.find(([name]) => /^(from|message_type|google\..*|gcm\..*)$/.test(name));
    if (reserved !== undefined) return refusal(400, "INVALID_ARGUMENT", `data has ${reserved[0]}`, "message.data");
    const bytes = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${String(value)}`), 0);
    if (bytes > maxDataBytes) return refusal(400, "INVALID_ARGUMENT", "size");
    if (!/^(HIGH|NORMAL)$/.test(android.priority ?? "NORMAL"))
      return refusal(400, "INVALID_ARGUMENT", "priority", "message.android.priority");
    if (!/^\d+(\.\d+)?s$/.test(android.ttl ?? "0s"))
      return refusal(400, "INVALID_ARGUMENT", "ttl", "message.android.ttl");
    return { message, fault: null };
  }

  #refuse(
    response: ServerResponse,
    status: number,
    {
      code = "",
      field,
      retryAfter,
    }: { readonly code?: string; readonly field?: string | undefined; readonly retryAfter?: string },
  ): void {
    const details = [
      ...(code === "" ? [] : [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: code }]),
      ...(field === undefined
        ? []
        : [{ "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field, description: code }] }]),
    ];
    const error = { code: status, message: "Refused.", status: names[code] ?? code, details };
    sayJson(response, { status, ...(retryAfter !== undefined && { retryAfter }) }, { error });
  }
}

function messageIn(body: Buffer): Message {
  try {
    return (JSON.parse(body.toString("utf8")) as { message?: Message }).message ?? {};
  } catch {
    return {};
  }
}

/** What an app does with what comes. */
function show({ screen }: App, { data = {}, android = {} }: Message): Omit<Received, keyof Came> {
  screen.take(saidByFcm(data as Data));
  return { data: data as Data, priority: android.priority ?? "", ttl: android.ttl ?? "" };
}
