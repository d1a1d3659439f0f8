// Requests to the server that served this page.

/** What the server refused: what is wrong, and what to do about it. */
export class Problem extends Error {
    /** @param {{status: number, detail?: string, title?: string, remedy?: string}} body as RFC 9457 says, with a remedy */
    constructor(body) {
        super(body.detail || body.title || "The server answered with an error.");
        this.status = body.status;
        this.remedy = body.remedy ?? "";
    }
}

/** Reads; `query` leaves out what is empty. */
export function get(path, query = {}) {
    return request("GET", path + queryText(query));
}

/** The same with the revision, for a guarded write. */
export async function getRevised(path, query = {}) {
    const answer = await send("GET", path + queryText(query));
    return { value: await answer.json(), revision: answer.headers.get("ETag") };
}

/** Writes, and returns the answer's value, `null` where it has none. */
export function write(method, path, body, { query = {}, revision } = {}) {
    return request(method, path + queryText(query), body, revision ? { "If-Match": revision } : {});
}

async function request(method, path, body, headers) {
    const answer = await send(method, path, body, headers);
    return answer.status === 204 ? null : answer.json();
}

async function send(method, path, body, headers = {}) {
    const isWrite = method !== "GET";
    let answer;
    try {
        answer = await fetch(path, {
            method,
            headers: {
                Accept: "application/json",
                ...(isWrite && { "X-Calsync": "1" }),
                ...(body && { "Content-Type": "application/json" }),
                ...headers,
            },
            body: body && JSON.stringify(body),
        });
    } catch {
        throw new Problem({
            status: 0, detail: "calsync does not answer.",
            remedy: "Look whether calsync dashboard still runs, and start it again.",
        });
    }
    if (!answer.ok) throw await problem(answer);
    return answer;
}

async function problem(answer) {
    if (answer.status === 401) {
        return new Problem({
            status: 401, detail: "This page is signed out.",
            remedy: "Run calsync dashboard and open the link that it prints.",
        });
    }
    const body = await answer.json().catch(() => ({}));
    return new Problem({ ...body, status: answer.status });
}

function queryText(query) {
    const present = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
    return present.length ? `?${new URLSearchParams(present)}` : "";
}

/** A path of the API; each part is escaped. */
export function path(...parts) {
    return `/api/${parts.map(encodeURIComponent).join("/")}`;
}
