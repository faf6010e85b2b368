// The caller's e-mail address, and what the links in mails do.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { emailRoutes } from "../../schema/protocol/routes/email.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { loadAccountById } from "../accounts/accounts.ts";
import { isRefused } from "../http/answer.ts";
import { authorized } from "../http/authenticate.ts";
import type { HandlersOf, UserInput } from "../http/handler.ts";
import { readMailToken } from "../ids/mail-tokens.ts";
import { countMail } from "../mail/count-mails.ts";
import { mailerOf } from "../mail/mailer.ts";
import { checkOwnPassword } from "./own-password.ts";

export const emailHandlers: HandlersOf<typeof emailRoutes> = {
  async getEmail({ session, env }) {
    const shown = await session.ask({ kind: "get-email" });
    return isRefused(shown) ? shown : { status: 200, body: { isAvailable: mailerOf(env) !== null, ...shown } };
  },

  putEmail: authorized(async (input) => {
    const { session, body, env, limits } = input;
    if (mailerOf(env) === null) return refused("NOT_FOUND");
    // Before the deployment's own limit, which nobody may use up alone.
    const refusal =
      (await passwordRefusal(body.password, input)) ??
      refusalOf(await session.ask({ kind: "authorize", spends: "emails" })) ??
      (await countMail(body.address, { env, limits, keys: env }));
    if (refusal !== null) return refusal;
    const shown = await session.ask({ kind: "put-email", address: body.address });
    return isRefused(shown) ? shown : { status: 200, body: { isAvailable: true, ...shown } };
  }),

  removeEmail: authorized(async (input) => {
    const refusal = await passwordRefusal(input.body.password, input);
    if (refusal !== null) return refusal;
    const removed = await input.session.ask({ kind: "remove-email" });
    return isRefused(removed) ? removed : { status: 204 };
  }),

  async confirmEmail({ body, env }) {
    const addressee = readMailToken(env, "proof", body.token);
    if (addressee === null) return refused("LINK_NOT_VALID");
    const { userId, addressId } = addressee;
    const confirmed = await callActor(() => userSessionStub(env, userId).confirmEmail({ addressId }));
    return isRefused(confirmed) ? confirmed : { status: 200, body: confirmed };
  },

  async stopEmails({ query, env }) {
    const addressee = readMailToken(env, "stop", query.link);
    if (addressee === null) return refused("LINK_NOT_VALID");
    const { userId, addressId } = addressee;
    await callActor(() => userSessionStub(env, userId).stopEmails({ addressId }));
    return { status: 204 };
  },
};

const refusalOf = (answer: object): Refused | null => (isRefused(answer) ? answer : null);

async function passwordRefusal(
  password: string,
  { request, session, env }: Pick<UserInput, "request" | "session" | "env">,
): Promise<Refused | null> {
  const account = await loadAccountById(env.DIRECTORY, session.userId);
  if (account === null) return refused("NOT_AUTHENTICATED");
  return checkOwnPassword({ account, password, at: "/password" }, { request, session, env });
}
