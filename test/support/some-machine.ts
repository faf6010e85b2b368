// A machine for reports whose figures are made up.
import type { Machine } from "../../lab/bench/machine.ts";

export const machine: Machine = {
  cpu: "",
  cores: 2,
  memoryGb: 1,
  loadAverage: 0,
  node: "",
  miniflare: "",
  fileSystem: "",
  fsyncMs: 1,
};
