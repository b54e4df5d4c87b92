// The service, as the page asks it: JSON in and out, the token where one is needed, every failure as a Refusal.

const TOKEN = "hasila.token";

/** What the service refuses: its HTTP status (0: it cannot be reached), a code, a message and single faults. */
export class Refusal extends Error {
  constructor(status, { code = "unknown", message = "", faults = [], ...rest } = {}) {
    super(message);
    Object.assign(this, { status, code, faults, rest });
  }
}

/** Keep the token for as long as the window is open. */
export const keepToken = (token) => sessionStorage.setItem(TOKEN, token.trim());

let askToken = async () => false;
let asking = null;

/** Name what asks a person for the token, once for all requests that wait for it; it gives whether there is one. */
export function tokenFrom(ask) {
  askToken = ask;
}

/** Return what passes on answers, but none that comes after another was asked for: undefined stands in its place. */
export function newest() {
  let asked = 0;
  return async (answer) => {
    const mine = (asked += 1);
    const given = await answer;
    return mine === asked ? given : undefined;
  };
}

export const listed = (query) => ask(`/v1/desk/documents?${parameters(query)}`);
export const opened = (key) => ask(`/v1/desk/documents/${encodeURIComponent(key)}`);
export const historyOf = (key) => ask(`/v1/desk/documents/${encodeURIComponent(key)}/history`);
export const incidents = (query) => ask(`/v1/desk/incidents?${parameters(query)}`);
export const added = (documents, who) => ask("/v1/desk/documents", json({ documents, who }));
export const decided = (key, decision) =>
  ask(`/v1/desk/documents/${encodeURIComponent(key)}/decisions`, json(decision));

/** Send files; the browser writes the multipart form. */
export function sent(files, fields) {
  const body = new FormData();
  for (const file of files) body.append("files", file);
  for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
  return ask("/v1/desk/files", { method: "POST", body });
}

/** Return an export as { blob, name }. */
export async function exported(query) {
  const answer = await fetched(`/v1/desk/export?${parameters(query)}`);
  const named = /filename="?([^";]+)"?/.exec(answer.headers.get("Content-Disposition") ?? "");
  return { blob: await answer.blob(), name: named?.[1] ?? `hasila-${query.what}.${query.form}` };
}

const json = (body) => ({
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

const parameters = (query) =>
  new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "" && value !== null && value !== undefined));

const ask = async (path, options) => (await fetched(path, options)).json();

async function asked() {
  asking ??= askToken().finally(() => { asking = null; });
  return asking;
}

async function fetched(path, options = {}) {
  const token = sessionStorage.getItem(TOKEN);
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(path, { ...options, headers, credentials: "same-origin" }).catch(() => null);
  if (!answer) throw new Refusal(0, { code: "unreachable" });
  if (answer.status === 401 && (await asked())) return fetched(path, options);
  if (!answer.ok) throw new Refusal(answer.status, (await answer.json().catch(() => ({}))).error);
  return answer;
}
