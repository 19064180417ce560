/** The accounts, and what each service has and takes, as the host last said it. */
import type { About, Account, Service } from "../host/types";
import { host } from "../host";
import { load } from "./trouble.svelte";

let list = $state.raw<Account[]>([]);
let services = $state.raw<About[]>([]);

export const accounts = {
  get list(): Account[] {
    return list;
  },
  get services(): About[] {
    return services;
  },
  /** Whether the office has an account at a service. */
  get any(): boolean {
    return list.some((one) => one.service !== "local");
  },
  /** What there is to know of a service. */
  about(service: Service): About | undefined {
    return services.find((one) => one.service === service);
  },
  /** Whether a service can do that, by the host's names. */
  can(service: Service, what: string): boolean {
    return this.about(service)?.capabilities[what] ?? false;
  },
  /** What a service is called. */
  nameOf(service: Service): string {
    return this.about(service)?.name ?? service;
  },
  /** Asks again. A failure leaves what was said last. */
  async refresh(): Promise<void> {
    const [all, each] = await Promise.all([
      load(() => host.accounts()),
      load(() => host.services()),
    ]);
    list = all ?? list;
    services = each ?? services;
  },
};
