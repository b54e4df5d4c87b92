// The words of the interface, in the language that was chosen.

import { ARABIC } from "./ar.js";
import { ENGLISH } from "./en.js";

const LANGUAGE = "hasila.language";
const DICTIONARIES = { en: ENGLISH, ar: ARABIC };
let chosen = localStorage.getItem(LANGUAGE) ?? (navigator.language.startsWith("ar") ? "ar" : "en");

/** Return the language of the interface: en or ar. */
export const language = () => chosen;

/** Choose the language, and turn the page's direction with it. */
export function speak(code) {
  chosen = code;
  localStorage.setItem(LANGUAGE, code);
  document.documentElement.lang = code;
  document.documentElement.dir = code === "ar" ? "rtl" : "ltr";
}

/** Return the words of a key, with {names} replaced by values. A key that the dictionary lacks stands for itself. */
export function t(key, values = {}) {
  const said = DICTIONARIES[chosen][key] ?? key;
  return said.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Return the name of a country by its two letters. */
export function countryNamed(code) {
  try {
    return new Intl.DisplayNames([chosen], { type: "region" }).of(code);
  } catch {
    return code;
  }
}

/** Return the words of one of a field's values, such as harm killed. */
export const named = (field, value) => t(`${field}.${value}`);
