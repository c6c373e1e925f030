// What this page cannot do without a server, shown as such: what it would be, and how to get it.

import { element } from "../../views/kit/dom.js";
import { roomHead } from "./desk.js";
import { words } from "./words.js";

/**
 * @param {{ el: HTMLElement }} context
 * @param {{ title: string, lead: string }} [room]  where it is a whole room
 * @returns {() => void}
 */
export function needsServer({ el }, room) {
  const { before, start, after } = words.needsServer;
  el.append(
    ...(room ? [roomHead(room.title, room.lead)] : []),
    element("section", { class: "card needs-server" }, element("p", {}, before, element("code", {}, start), after)),
  );
  return () => {};
}
