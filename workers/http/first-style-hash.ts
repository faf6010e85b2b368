// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.
export const firstStyleHash = "'sha256-wQhXOqFu9PDVGn72LS6rIbYuS4uPP5xBFMEmkD5eDiw='";
