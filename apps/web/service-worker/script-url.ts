// The one address of a script that the page's policy lets code use: Trusted Types refuse plain strings there.

declare global {
  interface Window {
    readonly trustedTypes?: {
      /** What it makes is taken where the DOM's types ask for a string. */
      createPolicy(name: string, rules: { createScriptURL(url: string): string }): typeof rules;
    };
  }
}

const path = "/service-worker.js";

/** Must be called once only: a second policy of this name is refused. The name is in the Worker's policy. */
export function serviceWorkerUrl(): string {
  const policy = window.trustedTypes?.createPolicy("klatch", {
    createScriptURL: (url) => {
      if (url !== path) throw new TypeError("not the service worker");
      return url;
    },
  });
  return policy?.createScriptURL(path) ?? path;
}
