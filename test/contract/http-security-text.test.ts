// Whom a deployment names for reports of vulnerabilities.
import { describe, expect, it } from "vitest";
import { callUnder, under } from "../support/worker-http.ts";

const path = "/.well-known/security.txt";
const [contact, later] = ["mailto:security@klatch.test", "2999-01-01T00:00:00Z"];
const get = { method: "GET", path } as const;

describe("[OPS-11] /.well-known/security.txt", () => {
  it("has the deployment's contacts, the first one preferred, and until when they hold", async () => {
    const settings = { SECURITY_CONTACT: `${contact}, https://klatch.test/report`, SECURITY_EXPIRES: later };
    const response = await under(settings, path);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe(
      `Contact: ${contact}\nContact: https://klatch.test/report\nExpires: 2999-01-01T00:00:00.000Z\n`,
    );
  });

  it.each([
    ["nobody is named", "", later],
    ["no time is named", contact, ""],
    ["the time is over", contact, "2020-01-01T00:00:00Z"],
    ["the time is none", contact, "soon"],
    ["a contact is no address", `${contact},security@klatch.test`, later],
    ["a contact is of the web without TLS", "http://klatch.test/report", later],
    ["a contact adds a field of its own", `${contact}\nPolicy: https://evil.example`, later],
  ])("is not there when %s", async (_why, SECURITY_CONTACT, SECURITY_EXPIRES) => {
    const { status, body } = await callUnder({ SECURITY_CONTACT, SECURITY_EXPIRES }, get);
    expect([status, body]).toEqual([404, expect.objectContaining({ code: "NOT_FOUND" })]);
  });
});
