"use strict";
// Paints what the back office tells; asks for nothing by itself. Without a line the last numbers stay.
const at = (id) => document.getElementById(id);
const words = document.body.dataset.say;
let heard = new Set();
let first = true;
let aloud = false;

function row(tag, parts) {
  const made = document.createElement(tag);
  for (const [kind, text] of parts) {
    const part = document.createElement("span");
    part.className = kind;
    part.textContent = text;
    made.append(part);
  }
  return made;
}

function draw(shown) {
  const [now, ...before] = shown.calls;
  const footer = at("services");
  const named = document.documentElement.lang === "en" ? "name_en" : "name_id";
  at("branch").textContent = shown.branch;
  at("number").textContent = now ? now.number : "–";
  at("counter").textContent = now ? now.counter : footer.dataset.nobody;
  at("calls").replaceChildren(...before.map((one) => row("li", [["number", one.number], ["counter", one.counter]])));
  footer.replaceChildren(...shown.services.map((one) => row("p", [
    ["name", `${one.code}  ${one[named]}`], ["waiting", `${one.waiting} ${footer.dataset.waiting}`],
  ])));
  fit();
  announce(shown.calls);
}

// A number is never cut: it becomes smaller. Earlier calls that have no room leave, the oldest first.
function fit() {
  const number = at("number");
  number.style.fontSize = "";
  const size = parseFloat(getComputedStyle(number).fontSize);
  if (number.scrollWidth > number.clientWidth) {
    number.style.fontSize = `${Math.floor(size * number.clientWidth / number.scrollWidth)}px`;
  }
  const box = at("before");
  const calls = at("calls");
  while (box.scrollHeight > box.clientHeight && calls.lastChild) { calls.lastChild.remove(); }
}

function announce(calls) {
  const news = calls.filter((one) => !heard.has(`${one.number} ${one.order}`));
  heard = new Set(calls.map((one) => `${one.number} ${one.order}`));
  if (first || !news.length) { first = false; return; }
  const now = at("now");
  now.classList.remove("new");
  void now.offsetWidth; // begins the blink anew
  now.classList.add("new");
  if (aloud && "speechSynthesis" in window) {
    for (const one of news.reverse()) {
      const said = new SpeechSynthesisUtterance(words.replace("{number}", one.number).replace("{counter}", one.counter));
      said.lang = document.documentElement.lang;
      speechSynthesis.speak(said);
    }
  }
}

function tick() {
  const now = new Date();
  at("clock").textContent = `${String(now.getHours()).padStart(2, "0")}.${String(now.getMinutes()).padStart(2, "0")}`;
}

function listen() {
  const source = new EventSource(`${location.pathname}/live`);
  source.onmessage = (event) => { at("lost").hidden = true; draw(JSON.parse(event.data)); };
  source.onerror = () => {
    at("lost").hidden = false;
    // A browser gives up for good when it is refused; this one comes back.
    if (source.readyState === EventSource.CLOSED) { setTimeout(listen, 5000); }
  };
}

at("sound").onclick = () => { aloud = true; at("sound").hidden = true; };
if (!("speechSynthesis" in window)) { at("sound").hidden = true; }
addEventListener("resize", fit);
tick();
setInterval(tick, 1000);
listen();
