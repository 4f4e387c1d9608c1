// What textual-serve's script does not do by itself: its own font first, phones, touch, and the end.
"use strict";

const COLUMNS = 40; // the narrowest width that the screens are made for
const CELL = 0.602; // the width of a sign, in parts of the font's size
const FONTS = ["16px 'Roboto Mono'", "bold 16px 'Roboto Mono'", "italic 16px 'Roboto Mono'"];

const terminal = document.getElementById("terminal");
const touch = matchMedia("(pointer: coarse)").matches;

function fontSize() {
  return Math.max(9, Math.min(16, Math.floor((10 * innerWidth) / COLUMNS / CELL) / 10));
}

// The on-screen keyboard covers the page of some browsers instead of making it smaller.
function fitToView() {
  document.body.style.height = `${visualViewport.height}px`;
  window.scrollTo(0, 0);
  window.onresize?.();
}

// Every tap gives the terminal the focus; the on-screen keyboard shall come only when it is wanted.
function keyboard(wanted) {
  const input = terminal.querySelector("textarea");
  document.getElementById("keyboard").setAttribute("aria-pressed", String(wanted));
  if (input === null) return;
  input.inputMode = wanted ? "text" : "none";
  input.blur();
  input.focus();
}

// A drag scrolls what is under the finger, as a wheel would.
function scrollByTouch() {
  let before = null;
  terminal.addEventListener("touchstart", (event) => {
    before = event.touches.length === 1 ? event.touches[0].clientY : null;
  });
  terminal.addEventListener("touchmove", (event) => {
    if (before === null) return;
    const { clientX, clientY } = event.touches[0];
    if (Math.abs(before - clientY) < 16) return;
    const wheel = { deltaY: before - clientY, clientX, clientY, bubbles: true, cancelable: true };
    document.elementFromPoint(clientX, clientY)?.dispatchEvent(new WheelEvent("wheel", wheel));
    before = clientY;
  });
}

async function open() {
  terminal.dataset.sessionWebsocketUrl = `${location.origin.replace(/^http/, "ws")}/ws${touch ? "/touch" : ""}`;
  terminal.dataset.fontSize = fontSize();
  // A font that comes later would have another width than the cells.
  await Promise.allSettled(FONTS.map((font) => document.fonts.load(font)));
  const script = document.createElement("script");
  script.src = "/static/js/textual.js";
  script.onload = () => {
    window.onload(new Event("load"));
    // Its script would send the focus on before there is a connection.
    new MutationObserver((_, observer) => {
      if (!document.body.classList.contains("-loaded")) return;
      observer.disconnect();
      keyboard(!touch);
    }).observe(document.body, { attributeFilter: ["class"] });
  };
  document.head.append(script);
}

document.getElementById("again").addEventListener("click", () => location.reload());
if (touch) {
  document.body.classList.add("touch");
  document.getElementById("keyboard").addEventListener("click", (event) => {
    keyboard(event.currentTarget.getAttribute("aria-pressed") !== "true");
  });
  scrollByTouch();
  visualViewport?.addEventListener("resize", fitToView);
}
if (document.readyState === "complete") open();
else window.addEventListener("load", open);
