// How tests run against mutants (`npm run mutation`): the pure rules alone, with the same random numbers each time.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["test/unit/**/*.test.ts"],
    // Seconds of random schedules for every mutant; and what they kill by chance, a test should catch by name.
    exclude: [
      "test/unit/{stream,group,group-log,log-eras,sdk}-model.test.ts",
      "test/unit/{fuzz,*-storm}.test.ts",
      "test/unit/{api-docs,docs-paths,protocol-lock,jobs,chat*,bench}*.test.ts",
    ],
    setupFiles: ["./test/support/fixed-seed.ts"],
  },
});
