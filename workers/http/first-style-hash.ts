// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.
export const firstStyleHash = "'sha256-4N7zt5Tobmy8QERH9BcIJWf3XcIHNQcNYLHq4KJAar0='";
