// What browsers are told: who may call from where, and to do less.
import { describe, expect, it } from "vitest";
import { callUnder, fetchWorker, getFrom, origin, under } from "../support/worker-http.ts";

describe("browsers", () => {
  const from = "https://app.example";

  it("[HTTP-8] may call from the server's own origin and from no other, unless the deployment says so", async () => {
    for (const path of ["/health", "/api/devices"]) {
      const own = await getFrom(path, { origin });
      expect(own.headers.get("access-control-allow-origin")).toBe(origin);
      const other = await getFrom(path, { origin: from });
      expect(other.headers.get("access-control-allow-origin")).toBeNull();
      expect(other.headers.get("vary")).toContain("origin");
    }
    // Nothing that is empty is an origin.
    for (const list of ["", " ", ",", "https://other.example,"]) {
      const { headers } = await under({ CORS_ORIGINS: list }, "/health", { headers: { origin: "" } });
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  it("[HTTP-8] may call from any origin when CORS_ORIGINS is *", async () => {
    for (const path of ["/health", "/api/devices"]) {
      const { headers } = await under({ CORS_ORIGINS: "*" }, path, { headers: { origin: from } });
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-expose-headers")).toBe(
        "x-request-id, retry-after, ratelimit, ratelimit-policy",
      );
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
  });

  it("[HTTP-8] may call from the origins that CORS_ORIGINS names, and the server's own", async () => {
    const list = { CORS_ORIGINS: "https://other.example, https://app.example" };
    for (const allowed of [from, origin]) {
      const response = await under(list, "/health", { headers: { origin: allowed } });
      expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
      expect(response.headers.get("vary")).toContain("origin");
    }
    for (const refused of ["https://evil.example", "https://app.example.evil.example", "null"]) {
      const response = await under(list, "/health", { headers: { origin: refused } });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(response.headers.get("vary")).toContain("origin");
    }
  });

  it("[HTTP-4] get an answer to every preflight", async () => {
    for (const path of ["/api/devices", "/api/auth/login", "/nothing"]) {
      const { status, headers } = await callUnder(
        { CORS_ORIGINS: from },
        { method: "OPTIONS", path, headers: { origin: from, "access-control-request-method": "POST" } },
      );
      expect(status).toBe(204);
      expect(headers.get("access-control-allow-origin")).toBe(from);
      expect(headers.get("access-control-allow-methods")).toBe("GET, POST, PUT, PATCH, DELETE");
      expect(headers.get("access-control-allow-headers")).toBe(
        "authorization, content-type, idempotency-key, challenge-token",
      );
    }
  });

  it("[HTTP-9] are told to do less, on every answer", async () => {
    for (const path of ["/", "/health", "/openapi.json", "/nothing", "/api/devices"]) {
      const { headers } = await fetchWorker({ method: "GET", path });
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("strict-transport-security")).toContain("max-age=");
    }
  });
});
