// The routes of service. The service itself.
import { healthResultShape, keySetShape } from "../http-service.ts";
import { route } from "./route.ts";

export const serviceRoutes = {
  health: route({
    method: "GET",
    path: "/health",
    who: "anonymous",
    answers: { 200: { description: "It is up.", body: healthResultShape } },
    tag: "service",
    summary: "Is it up?",
    description: "Answers as long as the Worker runs.",
  }),
  listSigningKeys: route({
    method: "GET",
    path: "/.well-known/jwks.json",
    who: "anonymous",
    answers: { 200: { description: "The keys.", body: keySetShape } },
    tag: "service",
    summary: "Public signing keys",
    description: "The public halves of the keys that sign tokens (RFC 7517), the signing one first.",
  }),
  openApiDocument: route({
    method: "GET",
    path: "/openapi.json",
    who: "anonymous",
    answers: { 200: { description: "OpenAPI 3.1.", mediaType: "application/json" } },
    tag: "service",
    summary: "This document",
    description: "The OpenAPI document of this deployment.",
  }),
  asyncApiDocument: route({
    method: "GET",
    path: "/asyncapi.json",
    who: "anonymous",
    answers: { 200: { description: "AsyncAPI 3.0.", mediaType: "application/json" } },
    tag: "service",
    summary: "The document of the socket's frames",
    description: "The AsyncAPI document of this deployment.",
  }),
  developers: route({
    method: "GET",
    path: "/developers",
    who: "anonymous",
    answers: { 200: { description: "The page.", mediaType: "text/html" } },
    tag: "service",
    summary: "A page for those who build on it",
    description: "Says what this is and where the documents are.",
  }),
  home: route({
    method: "GET",
    path: "/",
    who: "anonymous",
    answers: { 200: { description: "The page.", mediaType: "text/html" } },
    tag: "service",
    summary: "The web client",
    description: "The web client; the page of /developers where the deployment has none.",
  }),
} as const;
