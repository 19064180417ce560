/** What lies ready for the printer: the pages of one document, drawn large. */
import { tick } from "svelte";
import { host } from "../host";
import { attempt } from "./trouble.svelte";

/** A document, by the digest of what is printed. */
export type Paper = { name: string; sha256: string; pages: number };

let laid = $state.raw<Paper | null>(null);

export const paper = {
  get laid(): Paper | null {
    return laid;
  },
  /** Lays the pages out, waits for their pictures, and asks the system to print. */
  async print(next: Paper): Promise<void> {
    laid = next;
    await tick();
    const pictures = [...document.querySelectorAll<HTMLImageElement>(".paper img")];
    await Promise.all(pictures.map((one) => one.decode().catch(() => undefined)));
    await attempt(() => host.print());
  },
};
