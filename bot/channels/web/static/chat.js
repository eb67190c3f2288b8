// Sends forms without leaving the page. Each event has its own id and is kept in the browser until the server has
// answered it, so that neither a lost connection nor a restart of the server loses or doubles anything.
// The page waits for this script before it shows the composer: what somebody types at once is not lost.

const element = (id) => document.getElementById(id);
const outbox = () => `outbox-${element("log").dataset.person}`;
const LONGEST_PAUSE = 8000;
const NEWS_EVERY = 3000;

let sending = false;

const waiting = () => JSON.parse(localStorage.getItem(outbox()) ?? "[]");
const keep = (events) => localStorage.setItem(outbox(), JSON.stringify(events));
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function tell(message) {
  element("status").hidden = !message;
  element("status").textContent = message ?? "";
}

function showMine(said) {
  const exchange = document.createElement("section");
  exchange.className = "exchange";
  const bubble = document.createElement("p");
  bubble.className = "bubble me";
  bubble.textContent = said;
  exchange.append(bubble);
  element("log").append(exchange);
  exchange.scrollIntoView({ block: "end" });
  return exchange;
}

async function post(event) {
  const response = await fetch(element("composer").action, {
    method: "POST",
    headers: { "X-Fragment": "1" },
    body: new URLSearchParams(event.fields),
  });
  if (response.status >= 500) throw new Error("server");
  return response.text();
}

async function untilAnswered(event) {
  for (let wait = 500; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      const html = await post(event);
      tell(null);
      return html;
    } catch {
      tell(element("log").dataset.offline);
      await pause(wait);
    }
  }
}

async function sendWaiting() {
  if (sending) return;
  sending = true;
  for (let events = waiting(); events.length; events = waiting()) {
    const [event] = events;
    const mine = showMine(event.said);
    const dots = setTimeout(() => mine.append(element("typing").content.cloneNode(true)), 250);
    const html = await untilAnswered(event);
    clearTimeout(dots);
    mine.outerHTML = html;
    keep(waiting().slice(1));
    arrive(event);
  }
  sending = false;
}

function arrive(event) {
  const log = element("log");
  const exchange = log.lastElementChild;
  exchange.scrollIntoView({ block: exchange.offsetHeight > log.clientHeight ? "start" : "nearest" });
  window.scrollTo({ top: exchange.offsetTop - 70 });
  if (event.pressed) exchange.querySelector("article")?.focus({ preventScroll: true });
}

function submit(form, button) {
  const data = new FormData(form);
  const fields = Object.fromEntries([...data.keys()].map((name) => [name, data.getAll(name).join(",")]));
  if (button?.name) fields[button.name] = button.value;
  const pressed = "action" in fields;
  const said = pressed ? fields.label : fields.text.trim();
  if (!said) return;
  fields.event = crypto.randomUUID();
  keep([...waiting(), { fields, said, pressed }]);
  sendWaiting();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".clear")) {
    if (!confirm(form.dataset.sure)) event.preventDefault();
    return;
  }
  if (form.matches(".clock-form")) return;
  event.preventDefault();
  submit(form, event.submitter);
  if (form === element("composer")) {
    form.reset();
    fit(element("text"));
  }
});

function fit(text) {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 3}px`;
}

document.addEventListener("input", (event) => {
  if (event.target === element("text")) fit(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.target === element("text") && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    element("composer").requestSubmit();
  }
});

// What others did for this person: asked for every few seconds while somebody looks, put below what is there.
let newest = 0;
const number = (exchange) => Number(exchange.dataset.number);

async function askForNews() {
  if (document.hidden || sending) return;
  const response = await fetch(`${element("composer").action}/news?after=${newest}`).catch(() => null);
  if (!response?.ok) return;
  const news = document.createRange().createContextualFragment(await response.text());
  const arrived = [...news.querySelectorAll(".exchange")].filter((one) => number(one) > newest);
  if (!arrived.length || sending) return;
  newest = Math.max(...arrived.map(number));
  element("log").append(...arrived);
  arrived[0].scrollIntoView({ block: "nearest" });
}

document.addEventListener("DOMContentLoaded", () => {
  newest = Math.max(0, ...[...document.querySelectorAll(".exchange")].map(number));
  setInterval(askForNews, NEWS_EVERY);
  document.addEventListener("visibilitychange", askForNews);
  element("log").lastElementChild?.scrollIntoView({ block: "end" });
  sendWaiting();
});
