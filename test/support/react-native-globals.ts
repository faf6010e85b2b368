// What React Native itself gives as globals in place of the platform's own: it has bundled this package since 0.60.
export { AbortController } from "abort-controller/dist/abort-controller.js";
