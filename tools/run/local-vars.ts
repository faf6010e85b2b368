// What is different about a server on this machine: variables that take the place of wrangler.toml's.

export const localVars = {
  // Nothing stands in front that would say where a client is.
  CLIENT_ADDRESS_SOURCE: "none",
  // Local queues live in memory and deliver within two seconds: what a crash took from one comes back from the outboxes.
  JOBS_SETTLE_MS: "5000",
} as const;
