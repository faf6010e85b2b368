// Operators of a test, made over HTTP by the deployment's own, and what they do.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import {
  auditResultShape,
  operatorTokenResultShape,
  type AuditRecord,
  type OperatorRole,
} from "../../schema/protocol/http-operators.ts";
import { invitationTokenResultShape, type RegistrationMode } from "../../schema/protocol/http-registration.ts";
import { newUserId, type UserId } from "../../schema/protocol/ids.ts";
import { newOperatorToken } from "../../workers/ids/operator-tokens.ts";
import { callWorker, type HttpAnswer } from "./worker-http.ts";

export const { ADMIN_TOKEN } = env;
export const reason = "a test";

let operators = 0;

/** A name that no other test uses. */
export function newOperatorName(): string {
  operators += 1;
  return `op_${operators.toString(36)}_${Date.now().toString(36)}`;
}

/** A call of an operator. @param path after `/api/admin/` */
export const act = (method: string, path: string, body?: object, token = ADMIN_TOKEN): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/admin/${path}`, token, ...(body === undefined ? {} : { body }) });

export const suspend = (userId: UserId, until: number | null = null, token?: string): Promise<HttpAnswer> =>
  act("PUT", `users/${userId}/suspension`, { reason, until }, token);
export const restore = (userId: UserId): Promise<HttpAnswer> => act("DELETE", `users/${userId}/suspension`, { reason });

async function given<S extends v.GenericSchema>(shape: S, answer: Promise<HttpAnswer>): Promise<v.InferOutput<S>> {
  const { status, body } = await answer;
  if (status >= 400) throw new Error(`the server answers ${status} ${JSON.stringify(body)}`);
  return v.parse(shape, body);
}

export async function newOperator(role: OperatorRole): Promise<{ readonly name: string; readonly token: string }> {
  const name = newOperatorName();
  const { token } = await given(operatorTokenResultShape, act("POST", "operators", { name, role, reason }));
  return { name, token };
}

export const newInvitation = ({ uses = 1, lifeMs = 60_000 } = {}) =>
  given(invitationTokenResultShape, act("POST", "invitations", { uses, expiresAt: Date.now() + lifeMs, reason }));

export async function setRegistration(mode: RegistrationMode): Promise<void> {
  await given(v.object({ mode: v.literal(mode) }), act("PUT", "registration", { mode, reason }));
}

/** An account without a sign-in, as a registration inserts it. */
export const accountOf = (username: string) => ({
  user: { id: newUserId(), username, displayName: username, createdAt: Date.now() },
  passwordHash: "hash",
  passwordVersion: 1,
});

/** The newest records of what was done to this subject. */
export async function recordsOf(subject: string): Promise<readonly AuditRecord[]> {
  return (await given(auditResultShape, act("GET", `audit?subject=${subject}`))).items;
}

/** What the directory has stored. */
export const directoryRows = async (query: string, ...values: unknown[]) =>
  (
    await env.DIRECTORY.prepare(query)
      .bind(...values)
      .all()
  ).results;

/** Makes it when it is first asked for: there may be so many operators, and no more. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

/** An operator whom everything may be done to. */
export const anyOperator = once(() => newOperator("moderator"));

/** Tokens that were operators' once, or look like it. */
export const badOperatorTokens: Readonly<Record<string, () => Promise<string>>> = {
  "a token that the server did not make": async () => `klatch_operator_${"A".repeat(64)}`,
  "a token that was never given to anybody": async () => newOperatorToken(env),
  "the token of an operator who was removed": once(async () => {
    const { name, token } = await newOperator("operator");
    await act("DELETE", `operators/${name}`, { reason });
    return token;
  }),
  "the earlier token of an operator": once(async () => {
    const { name, token } = await newOperator("operator");
    await act("POST", `operators/${name}/renew`, { reason });
    return token;
  }),
};
