/** Which session changed last, and how many changes there were: screens that show it ask again. */
let last = $state.raw<{ id: string; count: number }>({ id: "", count: 0 });

export const changes = {
  get last(): { id: string; count: number } {
    return last;
  },
  note(id: string): void {
    last = { id, count: last.count + 1 };
  },
};
