// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.
export const firstStyleHash = "'sha256-VJufxaIbLodH06ei9/4LBviu39Gq+WU0FgFl598L51o='";
