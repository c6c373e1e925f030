// What the lanes of the arena are called at a glance.

export const LETTERS = "ABCDEFGHIJKL";
