"use strict";
// The pages work without this: it sends forms and brings in news without loading the page again.

const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const problem = (form, sentence) => {
  const place = form.closest("main, aside, body").querySelector("[data-problem]") || document.querySelector("[data-problem]");
  if (place) {
    place.textContent = sentence;
    place.hidden = !sentence;
  }
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

async function refresh(element) {
  if (busy(element)) return;
  const response = await fetch(element.dataset.fragment, { headers: { "X-Scripted": "1" } });
  if (response.redirected) return location.reload();
  if (!response.ok) return;
  const text = await response.text();
  if (text === element.dataset.shown) return;
  const stay = !nearEnd(scroller(element));
  const focused = element.contains(document.activeElement) ? document.activeElement.textContent : null;
  element.dataset.shown = text;
  element.replaceChildren(document.createRange().createContextualFragment(text));
  if (focused !== null) {
    const again = Array.from(element.querySelectorAll("button, a, summary")).find((one) => one.textContent === focused);
    if (again) again.focus({ preventScroll: true });
  }
  document.querySelectorAll("[data-waiting]").forEach((one) => { one.hidden = !element.querySelector(".post.own:last-of-type"); });
  if (!stay) showEnd(element);
}

// What cannot be loaded now is loaded with the next news.
const refreshAll = () => document.querySelectorAll("[data-fragment]").forEach((one) => refresh(one).catch(() => {}));

async function send(form, button) {
  form.querySelectorAll("[data-fresh]").forEach((field) => { field.value = fresh(); });
  const body = new URLSearchParams(new FormData(form, button));
  const response = await fetch(form.action, { method: "POST", body, headers: { "X-Scripted": "1" }, redirect: "follow" });
  if (!response.ok) return problem(form, await response.text());
  problem(form, "");
  if (!response.url.includes("/rooms/") && response.url.includes("/desk/")) return location.assign(response.url);
  if ("clears" in form.dataset) form.reset();
  document.querySelectorAll("[data-waiting]").forEach((one) => { one.hidden = false; });
  if (document.activeElement instanceof HTMLElement && form.closest("details")) document.activeElement.blur();
  refreshAll();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  const button = event.submitter;
  if (button) button.disabled = true;
  send(form, button).catch(() => { if (form.isConnected) form.submit(); }).finally(() => { if (button) button.disabled = false; });
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || !field.matches(".chat .composer textarea")) return;
  event.preventDefault();
  field.form.requestSubmit();
});

document.querySelectorAll("[data-submits]").forEach((field) => field.addEventListener("change", () => field.form.submit()));

document.querySelectorAll("[data-room]").forEach((link) => {
  const key = `read-${link.dataset.room}`;
  const newest = Number(link.dataset.newest);
  if (link.getAttribute("aria-current") === "page") localStorage.setItem(key, String(newest));
  link.classList.toggle("unread", newest > Number(localStorage.getItem(key) || 0));
});

const source = document.querySelector("[data-stream]");
if (source) {
  const news = new EventSource(source.dataset.stream);
  news.addEventListener("changed", (event) => {
    refreshAll();
    const link = document.querySelector(`[data-room="${CSS.escape(event.data.split(":")[0])}"]`);
    if (link && link.getAttribute("aria-current") !== "page") link.classList.add("unread");
  });
  news.addEventListener("open", refreshAll);
  addEventListener("pagehide", () => news.close());
}
document.querySelectorAll("[data-fragment]").forEach(showEnd);
