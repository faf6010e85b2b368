// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.
export const firstStyleHash = "'sha256-mBoI8uvhJri33VW6oNyeEl4UTTHgt6kv6sG72voi7ms='";
