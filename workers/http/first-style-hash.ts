// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.
export const firstStyleHash = "'sha256-UL8vk/pdzl4I+Aele/Gm/5VBeQshtqqqI9VI0x4s4cw='";
