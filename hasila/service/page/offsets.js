// Offsets: code points, in which the service counts, and the words of a text, at whose edges spans lie.

const WORD = /[\p{L}\p{M}\p{N}\u0640\u200c\u200d]/u;
const MARK = /^[\p{M}\u200c\u200d]$/u;

/** Return the code points of a text, each as a string. */
export const pointsOf = (text) => Array.from(text);

/** Return how many code points the first `units` UTF-16 units of a text are. */
export function pointsBefore(text, units) {
  let count = 0;
  for (let at = 0; at < units; count += 1) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return count;
}

/** Return the stretches [start, end] of the words of a text, in order. */
export function wordsOf(points) {
  const words = [];
  points.forEach((point, at) => {
    if (!WORD.test(point)) return;
    const last = words.at(-1);
    if (last && last[1] === at) last[1] = at + 1;
    else if (!MARK.test(point)) words.push([at, at + 1]);
  });
  return words;
}

/** Return the stretch from the first to the last word that a stretch touches; null if it touches none. */
export function wholeWords(words, start, end) {
  const touched = words.filter(([first, last]) => first < end && start < last);
  return touched.length ? [touched[0][0], touched.at(-1)[1]] : null;
}

/** Return the whole number that a text writes in European, Arabic or Persian digits; NaN if it writes none. */
export function numberIn(text) {
  const digits = text.trim().replace(/[٠-٩]/g, (one) => one.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (one) => one.charCodeAt(0) - 0x6f0);
  return /^\d+$/.test(digits) ? Number(digits) : NaN;
}

/** Return the direction of a text: right to left if it has an Arabic or Hebrew letter. */
export const directionOf = (text) => (/[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text) ? "rtl" : "ltr");
