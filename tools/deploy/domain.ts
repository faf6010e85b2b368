// The step that leads a host name of one's own to the Worker. Cloudflare is asked itself: wrangler, when nobody is there to
// ask, takes a name away from another Worker and overwrites its DNS records.
import * as v from "valibot";
import type { CloudflareApi } from "./cloudflare-api.ts";
import type { Deployment } from "./configuration.ts";
import type { Step } from "./step.ts";

/** @returns none, if the deployment answers under workers.dev or has its domain already */
export function domainSteps(api: CloudflareApi, { accountId, names, address }: Deployment): readonly Step[] {
  const { host, domain } = address;
  if (domain === null || domain.zoneId === null) return [];
  const body = { hostname: host, service: names.worker, environment: "production", zone_id: domain.zoneId };
  return [
    {
      name: `domain ${host}`,
      look: () =>
        Promise.resolve({
          will: "lead it to the Worker",
          act: async () => {
            await api.change("PUT", `/accounts/${accountId}/workers/domains`, v.unknown(), body, true);
            return "leads to the Worker";
          },
        }),
    },
  ];
}
