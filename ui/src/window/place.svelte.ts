/** Which screen is shown. */
export type Place =
  | { screen: "prepare" }
  | { screen: "sessions" }
  | { screen: "session"; id: string }
  | { screen: "settings"; addAccount?: boolean };

let at = $state.raw<Place>({ screen: "prepare" });

/** Where the person is. */
export const place = {
  get at(): Place {
    return at;
  },
};

/** Shows another screen. */
export function goTo(next: Place): void {
  at = next;
}
