// Tells whether two bodies are the same without keeping either.
import { hash } from "node:crypto";

/** 132 bits of SHA-256, in base64url. */
export const bodyHashOf = (body: string): string => hash("sha256", body, "base64url").slice(0, 22);
