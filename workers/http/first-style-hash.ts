// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.
export const firstStyleHash = "'sha256-kvEBkTIHiPFt6WOHYbZM2fHvooxwTsvtjoIt43k2tso='";
