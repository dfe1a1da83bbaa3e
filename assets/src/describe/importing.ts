// A workflow file from the disk becomes a workflow of its own, by POST (a socket message could not carry it).

import { ApiError, userError } from "../api";
import type { UserError } from "../protocol";

/** Send the file; gives the new workflow's id. Throws `ApiError` with the four parts when it is refused. */
export async function importWorkflow(file: File): Promise<string> {
  const response = await fetch("/api/v1/workflows/import", {
    method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: await file.text(),
  });
  const body: unknown = await response.json().catch(() => null); // a proxy's page is not JSON: handled below
  if (response.ok && typeof body === "object" && body !== null && "id" in body && typeof body.id === "string") return body.id;
  throw new ApiError(refusalOf(body, file.name, response.status), response.status);
}

function refusalOf(body: unknown, name: string, status: number): UserError {
  const found = typeof body === "object" && body !== null && "error" in body ? body.error : body;
  if (typeof found === "object" && found !== null && "what" in found) return found as UserError;
  return {
    what: "The file was not imported.", where: name, why: `The server said ${status}.`,
    fix: "Give a file that Treadle exported (JSON, format treadle.workflow/1).",
  };
}

export function importError(cause: unknown, file: File): UserError {
  return userError(cause, file.name);
}
