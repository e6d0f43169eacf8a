// Sends the calls of the page at /api/v2/ as its forms say, and shows what comes back. The key is read where it was typed.

const BASE = "/api/v2";
const TOLD = ["content-type", "x-total-count", "ratelimit", "retry-after", "idempotent-replayed"];

function authorization() {
  const [application, secret] = ["application", "secret"].map((id) => document.getElementById(id).value.trim());
  const bytes = new TextEncoder().encode(`${application}:${secret}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}

function request(form) {
  const headers = { Authorization: authorization() };
  const query = new URLSearchParams();
  let path = form.dataset.path;
  let body;
  for (const field of form.querySelectorAll("[data-in]")) {
    const { name, value } = field;
    switch (field.dataset.in) {
      case "path":
        path = path.replace(`{${name}}`, encodeURIComponent(value));
        break;
      case "query":
        if (value) query.set(name, value);
        break;
      case "header":
        if (value) headers[name] = value;
        break;
      case "form":
        body ??= new URLSearchParams();
        if (value) body.set(name, value);
        break;
      case "file":
        body = new FormData();
        body.set(name, field.files[0]);
        break;
      case "body":
        headers["Content-Type"] = "application/json";
        body = value;
        break;
    }
  }
  const method = form.dataset.method;
  if (method === "GET" || method === "HEAD") body = undefined;
  const search = query.size > 0 ? `?${query}` : "";
  return [`${BASE}${path}${search}`, { method, headers, body, credentials: "omit" }];
}

async function told(response) {
  const head = TOLD.filter((name) => response.headers.has(name)).map((name) => `${name}: ${response.headers.get(name)}`);
  const kind = response.headers.get("content-type") ?? "";
  if (kind.includes("json")) {
    const text = await response.text();
    return [...head, "", text && JSON.stringify(JSON.parse(text), null, 2)].join("\n");
  }
  const { size } = await response.blob();
  return size > 0 ? [...head, "", `${size} bytes`].join("\n") : head.join("\n");
}

// What came of it is told aloud, in a word; the whole of it can be read below.
async function send(form) {
  const said = form.querySelector("[role=status]");
  const whole = form.querySelector("pre");
  said.textContent = "Asking …";
  whole.hidden = true;
  try {
    const [address, options] = request(form);
    const response = await fetch(address, options);
    whole.textContent = `${options.method} ${address}\n\n${await told(response)}`;
    whole.hidden = false;
    said.textContent = `${response.status} ${response.statusText}`.trim();
  } catch (error) {
    said.textContent = `No answer: ${error.message}`;
  }
}

for (const form of document.querySelectorAll("form[data-path]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form);
  });
}
