/** What a person should know from the start, beside the contracts, until it is put away. */
import type { Told } from "../host/types";
import { host } from "../host";
import { load } from "./trouble.svelte";

let list = $state.raw<Told[]>([]);

export const notices = {
  get list(): Told[] {
    return list;
  },
  /** Asks what there is. */
  async load(): Promise<void> {
    list = (await load(() => host.notices())) ?? [];
  },
  putAway(one: Told): void {
    list = list.filter((other) => other !== one);
  },
};
