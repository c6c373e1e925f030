// The rooms, in the order of the path through a model. A room more is its file and its row here.

import compare from "./rooms/compare.js";
import generate from "./rooms/generate.js";
import inside from "./rooms/inside.js";
import playground from "./rooms/playground.js";
import tokenize from "./rooms/tokenize.js";

/** @type {Record<string, import("./types").Room>} */
export const ROOMS = { tokenize, inside, generate, playground, compare };
