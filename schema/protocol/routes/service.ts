// The routes about the service itself. Nothing here needs a token.
import { healthResultShape, keySetShape, readinessShape } from "../http-service.ts";
import { route, type WordsOf } from "./route.ts";

export const serviceRoutes = {
  health: route({
    method: "GET",
    path: "/health",
    who: "anonymous",
    answers: { 200: healthResultShape },
  }),
  ready: route({
    method: "GET",
    path: "/ready",
    who: "anonymous",
    // Counted like the others, and answered all the same where counting is what fails.
    ownLimit: true,
    answers: { 200: readinessShape, 503: readinessShape },
  }),
  listSigningKeys: route({
    method: "GET",
    path: "/.well-known/jwks.json",
    who: "anonymous",
    answers: { 200: keySetShape },
  }),
  securityText: route({
    method: "GET",
    path: "/.well-known/security.txt",
    who: "anonymous",
    answers: { 200: "text/plain" },
    codes: ["NOT_FOUND"],
  }),
  openApiDocument: route({
    method: "GET",
    path: "/openapi.json",
    who: "anonymous",
    answers: { 200: "application/json" },
  }),
  asyncApiDocument: route({
    method: "GET",
    path: "/asyncapi.json",
    who: "anonymous",
    answers: { 200: "application/json" },
  }),
  developers: route({
    method: "GET",
    path: "/developers",
    who: "anonymous",
    answers: { 200: "text/html" },
  }),
  challenge: route({
    method: "GET",
    path: "/challenge",
    who: "anonymous",
    // A file as well.
    ownLimit: true,
    answers: { 200: "text/html" },
    codes: ["NOT_FOUND"],
  }),
  home: route({
    method: "GET",
    path: "/",
    who: "anonymous",
    // A file, like those that the page loads.
    ownLimit: true,
    answers: { 200: "text/html" },
  }),
} as const;

export const serviceWords: WordsOf<typeof serviceRoutes> = {
  health: {
    summary: "Is it up?",
    description: "Answers as long as the Worker runs.",
    answers: { 200: "It is up." },
  },
  ready: {
    summary: "Can it serve?",
    description:
      "Checks every secret and binding that the server needs, all at once, each for at most five seconds. The answer is kept for five seconds.",
    answers: { 200: "Every check is ok.", 503: "Some check is not ok." },
  },
  listSigningKeys: {
    summary: "Public signing keys",
    description: "The public halves of the keys that sign tokens (RFC 7517), the signing one first.",
    answers: { 200: "The keys." },
  },
  securityText: {
    summary: "Whom to tell of a vulnerability",
    description: "The deployment's contacts (RFC 9116). `NOT_FOUND` where the operator has named none.",
    answers: { 200: "security.txt." },
  },
  openApiDocument: {
    summary: "This document",
    description: "The OpenAPI document of this deployment.",
    answers: { 200: "OpenAPI 3.1." },
  },
  asyncApiDocument: {
    summary: "The document of the socket's frames",
    description: "The AsyncAPI document of this deployment.",
    answers: { 200: "AsyncAPI 3.1." },
  },
  developers: {
    summary: "A page for those who build on it",
    description: "Says what this is and where the documents are.",
    answers: { 200: "The page." },
  },
  challenge: {
    summary: "A page with the challenge's widget",
    description:
      "Shows the deployment's challenge, for a frame in a page of the same origin. A met one is told to that page as a message `{challengeToken}`.",
    answers: { 200: "The page." },
  },
  home: {
    summary: "The web client",
    description: "The web client; the page of /developers where the deployment has none.",
    answers: { 200: "The page." },
  },
};
