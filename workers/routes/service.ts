// About the service itself: health, public keys, API documents, pages. Nothing here needs a token.
import type { serviceRoutes } from "../../schema/protocol/routes/service.ts";
import { readSigningKeys } from "../accounts/tokens.ts";
import { asyncapi, openapi } from "../api-docs/served.ts";
import type { HandlersOf } from "../http/handler.ts";
import { developersPage, homePage } from "../http/home.ts";
import { jsonTextResponse } from "../http/answer.ts";

/** Short, so that a new key is known before old caches could miss it for long. */
const cacheSeconds = 300;

export const serviceHandlers: HandlersOf<typeof serviceRoutes> = {
  /** The Worker runs. Asks nothing else, since it may be asked by anyone, as often as they like. */
  health: async () => ({ status: 200, body: { status: "ok" } }),

  /** RFC 7517: whoever wants to verify our access tokens finds the keys here. */
  listSigningKeys: async ({ env }) => {
    const { published } = await readSigningKeys(env);
    return { status: 200, body: published, cacheSeconds };
  },

  openApiDocument: async () => jsonTextResponse(openapi, { cacheSeconds }),
  asyncApiDocument: async () => jsonTextResponse(asyncapi, { cacheSeconds }),
  developers: developersPage,
  home: homePage,
};
