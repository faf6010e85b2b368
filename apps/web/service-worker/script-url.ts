// The only script address that code may use under the page's policy. Trusted Types refuse plain strings there.

declare global {
  interface Window {
    readonly trustedTypes?: {
      /** Typed as if it made strings, because the DOM's types ask for strings where Trusted Types are accepted. */
      createPolicy(name: string, rules: { createScriptURL(url: string): string }): typeof rules;
    };
  }
}

const path = "/service-worker.js";

/** Call it only once: a second policy of this name is refused. The Worker's Content-Security-Policy has the name. */
export function serviceWorkerUrl(): string {
  const policy = window.trustedTypes?.createPolicy("klatch", {
    createScriptURL: (url) => {
      if (url !== path) throw new TypeError("not the service worker");
      return url;
    },
  });
  return policy?.createScriptURL(path) ?? path;
}
