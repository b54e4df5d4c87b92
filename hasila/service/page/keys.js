// The keys: one table, from which they are both obeyed and explained.
//
// Letters are known by their position (event.code), so that they work in an Arabic layout too.

import { h } from "./dom.js";
import { t } from "./words.js";

const GROUPS = {
  documents: {
    next: ["KeyN", "Space"], previous: ["KeyP"], accept: ["KeyA", "Ctrl+Enter"], reject: ["KeyX"], reopen: ["KeyR"],
    undo: ["KeyU", "Ctrl+KeyZ", "Backspace"], note: ["KeyG"],
    proposal: ["Shift+KeyU"],
  },
  tolls: {
    nextToll: ["KeyJ"], previousToll: ["KeyK"], low: ["KeyL"], high: ["KeyH"], modifier: ["KeyM"], harm: ["KeyD"],
    party: ["KeyW"], by: ["KeyB"], accused: ["KeyC"], place: ["KeyO"], source: ["KeyS"], more: ["KeyE"],
    delete: ["Delete"],
  },
  words: {
    labels: ["Digit1", "Digit2", "Digit3"], mark: ["KeyV"], spans: ["KeyF"], toll: ["KeyT"],
    end: ["BracketLeft", "BracketRight"], start: ["Shift+BracketLeft", "Shift+BracketRight"],
  },
  page: { search: ["Slash"], switch: ["KeyI"], help: ["Shift+Slash", "F1"], escape: ["Escape"] },
};
const ACTIONS = new Map(
  Object.values(GROUPS).flatMap((keys) => Object.entries(keys)).flatMap(([act, combinations]) =>
    combinations.map((combination, which) => [combination, { act, which }])),
);
/** How many commands have keys. */
export const KEY_COUNT = Object.values(GROUPS).flatMap(Object.keys).length;
const SIGNS = { Ctrl: "Ctrl", Shift: "Shift", BracketLeft: "[", BracketRight: "]", Slash: "/", Escape: "Esc", Delete: "Del" };
const WRITTEN = "input:not([type=checkbox]):not([type=radio]), textarea, select";

/** Return { act, which } of a key press, or null if it has none here: in a field to write in, only what leaves it. */
export function actionOf(event) {
  if (event.altKey || event.isComposing) return null;
  const held = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.shiftKey ? "Shift" : ""];
  const combination = [...held, event.code].filter(Boolean).join("+");
  const action = isQuestion(event) ? { act: "help", which: 0 } : ACTIONS.get(combination);
  if (!action || !allowedIn(event.target, combination)) return null;
  return action;
}

/** Return the panel that explains every key. */
export const keysPanel = () =>
  Object.entries(GROUPS).map(([group, keys]) =>
    h("section", {},
      h("h3", {}, t(`keys.${group}`)),
      h("dl", {}, Object.entries(keys).map(([act, combinations]) =>
        h("div", {}, h("dt", {}, combinations.map(caps)), h("dd", {}, t(`key.${act}`)))))));

/** Return the first key of an action, as it is written on the keyboard. */
export const signOf = (act) => signs(Object.values(GROUPS).find((keys) => act in keys)[act][0]);

const caps = (combination) => h("kbd", {}, signs(combination));
const signs = (combination) =>
  combination === "Shift+Slash" ? "?" : combination.split("+").map((key) => SIGNS[key] ?? key.replace(/^(Key|Digit)/, "")).join(" ");

const isQuestion = (event) => ["?", "؟"].includes(event.key) && !event.ctrlKey;

/** Say whether a key is meant as a command where it was pressed. */
function allowedIn(target, combination) {
  if (target.matches?.(WRITTEN)) return ["Escape", "Ctrl+Enter", "F1"].includes(combination);
  return !(combination === "Space" && target.closest?.("button, [role=button], summary, label, a, [type=checkbox], .text"));
}
