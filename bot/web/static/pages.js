"use strict";
// The pages work without this: it sends forms and brings in news without loading the page again.

const POLL = 15000; // Milliseconds between two looks where the stream of news has ended for good.

const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const problem = (form, sentence) => {
  const near = form.closest("main, aside, body");
  const place = (near && near.querySelector("[data-problem]")) || document.querySelector("[data-problem]");
  if (!place) return;
  place.textContent = sentence === null ? place.dataset.offline : sentence;
  place.hidden = sentence === "";
};

const nearEnd = (element) => element.scrollHeight - element.scrollTop - element.clientHeight < 160;

const scroller = (element) => (element.classList.contains("scroll") ? element : document.scrollingElement);

const showEnd = (element) => {
  const scrolled = scroller(element);
  scrolled.scrollTop = scrolled.scrollHeight;
};

const busy = (element) => {
  const active = document.activeElement;
  return element.contains(active) && active.matches("textarea, input");
};

// What each post looked like as it came, so that only what has changed is replaced: a screen reader tells what is new,
// not all of the conversation again, and whatever is open or focused stays so.
const looks = new WeakMap();

const look = (post) => {
  const copy = post.cloneNode(true);
  copy.removeAttribute("id");
  return copy.outerHTML;
};

const kept = (shown, incoming) => {
  const now = look(incoming);
  if (shown && (looks.get(shown) === now || busy(shown))) {
    if (incoming.id) shown.id = incoming.id;
    else shown.removeAttribute("id");
    return shown;
  }
  looks.set(incoming, now);
  return incoming;
};

const refocus = (element, before) => {
  if (!before || document.activeElement !== document.body) return;
  const post = Array.from(element.children).find((one) => one.dataset.post === before.post);
  if (!post) return;
  const again = Array.from(post.querySelectorAll("button, a, summary")).find((one) => one.textContent === before.text);
  if (!again) post.tabIndex = -1;
  (again || post).focus({ preventScroll: true });
};

const merge = (element, text) => {
  const active = document.activeElement;
  const inside = element.contains(active) && active.closest("[data-post]");
  const before = inside && { post: inside.dataset.post, text: active.textContent };
  const shown = new Map(Array.from(element.children, (one) => [one.dataset.post, one]));
  const incoming = Array.from(document.createRange().createContextualFragment(text).children);
  const wanted = incoming.map((one) => kept(shown.get(one.dataset.post), one));
  Array.from(element.children).filter((one) => !wanted.includes(one)).forEach((one) => one.remove());
  let next = element.firstElementChild;
  for (const one of wanted) {
    if (one === next) next = next.nextElementSibling;
    else element.insertBefore(one, next);
  }
  refocus(element, before);
};

const newestKey = (room) => `read-${room}`;

const read = (newest) => {
  const here = document.querySelector("[data-room][aria-current=page]");
  if (here && newest) localStorage.setItem(newestKey(here.dataset.room), newest);
};

async function refresh(element) {
  const turn = String(Number(element.dataset.turn || 0) + 1);
  element.dataset.turn = turn;
  const response = await fetch(element.dataset.fragment, { headers: { "X-Scripted": "1" } });
  if (response.redirected) return location.reload();
  if (!response.ok) return;
  const text = await response.text();
  // Answers may overtake each other: only the one asked for last is shown.
  if (element.dataset.turn !== turn) return;
  read(response.headers.get("X-Newest"));
  if (text === element.dataset.shown) return;
  const stay = !nearEnd(scroller(element));
  element.dataset.shown = text;
  merge(element, text);
  document.querySelectorAll("[data-waiting]").forEach((one) => { one.hidden = !element.querySelector(".post.own:last-child"); });
  if (!stay) showEnd(element);
}

// What cannot be loaded now is loaded with the next news.
const refreshAll = () => document.querySelectorAll("[data-fragment]").forEach((one) => refresh(one).catch(() => {}));

async function send(form, button) {
  // What was not answered may have arrived: sent again as it is, it has the same key and counts once.
  if (!("again" in form.dataset)) form.querySelectorAll("[data-fresh]").forEach((field) => { field.value = fresh(); });
  form.dataset.again = "";
  const body = new URLSearchParams(new FormData(form, button));
  const response = await fetch(form.action, { method: "POST", body, headers: { "X-Scripted": "1" }, redirect: "follow" });
  const said = response.ok ? "" : await response.text();
  if (!response.ok && !response.headers.get("Content-Type").startsWith("text/plain")) return problem(form, null);
  delete form.dataset.again;
  problem(form, said);
  if (!response.ok) return;
  if (!response.url.includes("/rooms/") && response.url.includes("/desk/")) return location.assign(response.url);
  if ("clears" in form.dataset) form.reset();
  document.querySelectorAll("[data-waiting]").forEach((one) => { one.hidden = false; });
  const details = form.closest("details");
  if (details) {
    details.open = false;
    details.querySelector("summary").focus();
  }
  refreshAll();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  const button = event.submitter;
  if (button && button.getAttribute("aria-disabled") === "true") return;
  // A button that is disabled loses the focus; this one only says that it is.
  if (button) button.setAttribute("aria-disabled", "true");
  send(form, button).catch(() => problem(form, null)).finally(() => { if (button) button.removeAttribute("aria-disabled"); });
});

document.addEventListener("input", (event) => {
  if (event.target.form) delete event.target.form.dataset.again;
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.matches(".chat .composer textarea")) return;
  event.preventDefault();
  field.form.requestSubmit();
});

document.querySelectorAll("[data-submits]").forEach((field) => field.addEventListener("change", () => field.form.submit()));

const mark = (link, unread) => {
  link.classList.toggle("unread", unread);
  link.querySelector("[data-unread]").hidden = !unread;
};

document.querySelectorAll("[data-room]").forEach((link) => {
  if (link.getAttribute("aria-current") === "page") read(link.dataset.newest);
  const seen = Number(localStorage.getItem(newestKey(link.dataset.room)) || 0);
  mark(link, Number(link.dataset.newest) > seen);
});

const source = document.querySelector("[data-stream]");
if (source) {
  const news = new EventSource(source.dataset.stream);
  let polling = 0;
  news.addEventListener("changed", (event) => {
    refreshAll();
    const link = document.querySelector(`[data-room="${CSS.escape(event.data.split(":")[0])}"]`);
    if (link && link.getAttribute("aria-current") !== "page") mark(link, true);
  });
  news.addEventListener("open", refreshAll);
  news.addEventListener("error", () => {
    if (news.readyState === EventSource.CLOSED && !polling) polling = setInterval(refreshAll, POLL);
  });
  addEventListener("pagehide", () => news.close());
  // A page that comes back from the browser's memory has no stream any more.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
document.querySelectorAll("[data-fragment]").forEach((element) => {
  Array.from(element.children).forEach((one) => looks.set(one, look(one)));
  showEnd(element);
});
