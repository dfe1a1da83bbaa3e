// The routes the editor reads. A failure is thrown as ApiError, which carries the user error.
import { stepUrl, type StepKey } from "../runs/stepKey";
import type { Catalogue, DocumentView, Edit, EventView, GraphView, RunSummary, RunView, StepData, UserError, ValuePage } from "./protocol";

const BASE = "/api/v1";

export class ApiError extends Error {
  constructor(readonly error: UserError, readonly status: number) {
    super(error.what);
  }
}

export const api = {
  kinds: () => get<Catalogue>("/kinds"),
  document: (workflow: string) => get<DocumentView>(`/workflows/${encodeURIComponent(workflow)}/document`),
  run: (run: number) => get<RunView>(`/runs/${run}`),
  graph: (run: number) => get<GraphView>(`/runs/${run}/graph`),
  events: async (run: number) => (await get<{ events: EventView[] }>(`/runs/${run}/events`)).events,
  runAt: (run: number, seq: number) => get<RunView>(`/runs/${run}/at/${seq}`),
  step: (run: number, key: StepKey, at: number | null = null, signal?: AbortSignal) =>
    get<StepData>(`/runs/${run}${stepUrl(key, "", at === null ? {} : { at: String(at) })}`, signal),
  value: (run: number, key: StepKey, side: "input" | "output", port: string, offset: number) =>
    get<ValuePage>(`/runs/${run}${stepUrl(key, "/value", { side, port, offset: String(offset) })}`),
  runs: async (workflow: string, limit: number) =>
    (await get<{ runs: RunSummary[] }>(`/runs?${new URLSearchParams({ workflow, limit: String(limit) })}`)).runs,
  startRun: async (workflow: string, input: Record<string, unknown>) =>
    (await ask<{ run: number }>(`/workflows/${encodeURIComponent(workflow)}/runs`, { method: "POST", body: JSON.stringify({ input }) })).run,
  edit: (workflow: string, nonce: string, edit: Edit) =>
    ask<{ revision: number }>(`/workflows/${encodeURIComponent(workflow)}/edits`, { method: "POST", body: JSON.stringify({ nonce, edit }) }),
  importFile: (content: string) => ask<{ id: string }>("/workflows/import", { method: "POST", body: content }),
};

function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, signal ? { signal } : {});
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, headers: { accept: "application/json", "content-type": "application/json" } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw new ApiError({
      what: "The server did not answer.",
      where: path,
      why: cause instanceof Error ? cause.message : String(cause),
      fix: "Check the connection, and that the server is running; then try again.",
    }, 0);
  }
  if (!response.ok) throw new ApiError(await errorFrom(response, path), response.status);
  return (await response.json()) as T;
}

async function errorFrom(response: Response, path: string): Promise<UserError> {
  const body = (await response.json().catch(() => null)) as Partial<UserError & { detail: string }> | null; // RFC 9457
  if (typeof body?.detail === "string") {
    return { what: body.detail, where: body.where ?? "", why: body.why ?? "", fix: body.fix ?? "" };
  }
  return {
    what: response.status === 404 ? "This does not exist any more." : "The server refused to answer.",
    where: path,
    why: `It said ${response.status} ${response.statusText}`.trim() + ".",
    fix: "Reload the page; when it stays, look at the server's log.",
  };
}

/** Return any failure as a user error. */
export function userError(cause: unknown, where: string): UserError {
  if (cause instanceof ApiError) return cause.error;
  return {
    what: "Something in the editor went wrong.",
    where,
    why: cause instanceof Error ? cause.message : String(cause),
    fix: "Reload the page; nothing that was saved is lost.",
  };
}
