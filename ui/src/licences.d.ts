/** What the program is made of: made with each build by `licences.ts` beside this folder. */
declare module "virtual:licences" {
  const parts: { name: string; version: string; licence: string; from: "crate" | "npm" }[];
  export default parts;
}
