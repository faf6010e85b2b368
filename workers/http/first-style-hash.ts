// Written by `npm run generate`: what the web client's policy allows of inlined styles, as its source expression.
export const firstStyleHash = "'sha256-MviEY3GE0NiaJk/hQtBztiJR77rmu02V7F5cV0MRDaY='";
