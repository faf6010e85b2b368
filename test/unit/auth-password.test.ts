// Hashing and verifying passwords.
import { scryptSync } from "node:crypto";
import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "../../durable-objects/passwords/password-hash.ts";

const word = "correct horse battery";

it("[AUTH-2] verifies a password against its own hash only", async () => {
  const hash = await hashPassword(word, "16");
  expect(await verifyPassword(word, hash, "16")).toBe(true);
  expect(await verifyPassword(`${word}x`, hash, "16")).toBe(false);
  expect(await verifyPassword("", hash, "16")).toBe(false);
});

it("[AUTH-2] is scrypt as RFC 7914 has it, with a salt of its own", async () => {
  const hash = await hashPassword(word, "16");
  const [, , parameters, salt, key] = hash.split("$");
  expect(parameters).toBe("n=16,r=8,p=5");
  const expected = scryptSync(word, Buffer.from(salt ?? "", "base64url"), 32, { N: 16, r: 8, p: 5 });
  expect(key).toBe(expected.toString("base64url"));
  expect(await hashPassword(word, "16")).not.toBe(hash);
});

it("[AUTH-2] verifies hashes of another cost than today's", async () => {
  const hash = await hashPassword(word, "32");
  expect(await verifyPassword(word, hash, "2")).toBe(true);
});

it("[AUTH-2] takes a password as the same whether its characters are composed or not", async () => {
  const hash = await hashPassword("pässwörter", "2");
  expect(await verifyPassword("pa\u0308sswo\u0308rter", hash, "2")).toBe(true);
});

it("[AUTH-3] does the same work for an unknown user, and lets nobody in", async () => {
  expect(await verifyPassword(word, null, "16")).toBe(false);
});

it("[AUTH-2] takes nothing for a hash that is none", async () => {
  for (const text of ["", "plain", "$scrypt$n=2,r=8,p=5$salt"])
    await expect(verifyPassword(word, text, "2")).rejects.toThrow();
});

it.each(["", "0", "1", "15", "x", "-2", "2097152"])("[AUTH-2] does not run at the cost %j", async (cost) => {
  await expect(hashPassword(word, cost)).rejects.toThrow();
});
