// The service itself: health, public keys, API documents, pages. No token needed.
import type { serviceRoutes } from "../../schema/protocol/routes/service.ts";
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { readSigningKeys } from "../../durable-objects/runtime/signing-keys.ts";
import { asyncapi, openapi } from "../api-docs/served.ts";
import { challengePage } from "../http/challenge-page.ts";
import type { HandlersOf } from "../http/handler.ts";
import { developersPage, homePage } from "../http/home.ts";
import { jsonTextResponse, textResponse } from "../http/answer.ts";
import { securityText } from "../http/security-text.ts";
import { readinessOf } from "../readiness/readiness.ts";
import { countStranger } from "../strangers/stranger-limits.ts";

/** Short, so that caches do not miss a new key for long. */
const cacheSeconds = 300;

/** Whoever asks what is wrong does not wait for it twice. */
const countDeadlineMs = 2_000;

export const serviceHandlers: HandlersOf<typeof serviceRoutes> = {
  /** Only shows that the Worker runs. Calls nothing else, because anybody may call it as often as they like. */
  health: async () => ({ status: 200, body: { status: "ok" } }),

  /** Counted as a stranger's call, except where counting is what fails: then only the kept answer stands in front. */
  ready: async ({ request, env, limits }) => {
    const count = () => countStranger(request, { env, limits });
    const refusal = await withDeadline(count, countDeadlineMs).catch(() => null);
    if (refusal !== null) return refusal;
    const body = await readinessOf(env);
    return body.status === "ready" ? { status: 200, body } : { status: 503, body };
  },

  /** RFC 7517: the keys for everyone who verifies our access tokens. */
  listSigningKeys: async ({ env }) => {
    const { published } = await readSigningKeys(env);
    return { status: 200, body: published, cacheSeconds };
  },

  securityText: async ({ env }) => {
    const text = securityText(env, Date.now());
    return text === null ? refused("NOT_FOUND") : textResponse(text, { cacheSeconds });
  },

  openApiDocument: async () => jsonTextResponse(openapi, { cacheSeconds }),
  asyncApiDocument: async () => jsonTextResponse(asyncapi, { cacheSeconds }),
  developers: developersPage,
  challenge: challengePage,
  home: homePage,
};
