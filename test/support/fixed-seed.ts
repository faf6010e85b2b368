// A mutant that lives must live again: properties draw the same values in every run of `npm run mutation`.
import { configureGlobal } from "fast-check";

configureGlobal({ seed: 1 });
