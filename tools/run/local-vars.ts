// Variables of a local server that override wrangler.toml.

export const localVars = {
  // No proxy in front of the server says where a client is.
  CLIENT_ADDRESS_SOURCE: "none",
  // Local queues are in memory and deliver within two seconds. The job outboxes keep jobs longer than that, so that
  // those lost in a crash are sent again.
  JOBS_SETTLE_MS: "5000",
} as const;
