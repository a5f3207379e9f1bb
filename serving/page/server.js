// Requests to the server that the page came from, and what went wrong in words. Addresses are relative, so that the page
// works behind a proxy that puts it below a folder.

/** An answer that is none. `code` is the server's, or "unreachable". */
export class Trouble extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let key = '';  // In memory and nowhere else.

export function useKey(given) {
  key = given;
}

const inWords = {
  'unreachable': () => 'The server doesn’t answer. Is it still running, and is there a connection to it?',
  'unauthorized': () => key ? 'The server doesn’t know this key.' : 'This server asks for a key.',
  'busy': (wait) => `The server has more to do than it takes on. Try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`,
  'body-too-large': (_, message) => `The text is too long for this server: ${message}.`,
  'timeout': () => 'The text did not arrive in time: the connection is too slow.',
  'draining': () => 'The server is about to stop.',
  'too-many-connections': () => 'The server has more connections than it takes. Try again in a moment.',
  'no-such-model': () => 'The server has this model no more: reload the page to see those it has.',
  'invalid-body': (_, message) => `The server can’t read this: ${message}.`,
  'invalid-document': (_, message) => `There is nothing to label: ${message}.`,
};

async function troubleOf(response) {
  let code = '';
  let message = '';
  try {
    ({ code, message } = (await response.json()).error);
  } catch {
    // A proxy's own page, for example.
  }
  const wait = Number.parseInt(response.headers.get('Retry-After') ?? '', 10) || 1;
  if (!code && response.status === 413) code = 'body-too-large';
  if (!code && response.status === 429) code = 'busy';
  const words = inWords[code]?.(wait, message || 'a proxy refused it') ??
    (message ? `The server refused: ${message}.` : `The server answered with an error (${response.status}).`);
  return new Trouble(response.status, code, words);
}

/** The answer to a request, from JSON. Throws Trouble; a request that was aborted throws AbortError. */
export async function ask(path, { body, type, query = [], signal } = {}) {
  const parameters = new URLSearchParams(query.filter(([, value]) => value !== ''));
  const address = query.length === 0 ? path : `${path}?${parameters}`;
  const headers = {};
  if (key) headers.Authorization = `Bearer ${key}`;
  if (type) headers['Content-Type'] = type;
  let response;
  try {
    response = await fetch(address, {
      method: body === undefined ? 'GET' : 'POST', body, headers, signal,
      cache: 'no-store', credentials: 'same-origin', redirect: 'error', referrerPolicy: 'no-referrer',
    });
    if (response.ok) return await response.json();
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Trouble(0, 'unreachable', inWords.unreachable());
  }
  throw await troubleOf(response);
}

/** The same with an object as the body. */
export function askAbout(path, record, query, signal) {
  return ask(path, { body: JSON.stringify(record), type: 'application/json', query, signal });
}
