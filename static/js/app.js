/* Everything the pages need beyond htmx. Every page works without this file. */
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js"); // before the first paint: see .js-hidden and .js-only in base.css

  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
  const on = (type, handle, capture = false) => document.addEventListener(type, handle, capture);

  // Buttons that only serve without JavaScript leave the page; hidden ones would still be pressed by Enter.
  const dropFallbacks = (part) => part.querySelectorAll(".js-hidden").forEach((element) => element.remove());

  // IME: half-converted words are not input. Hold `input` back while composing, send one when it ends.
  on("input", (event) => { if (event.isComposing) event.stopImmediatePropagation(); }, true);
  on("compositionend", (event) => event.target.dispatchEvent(new Event("input", { bubbles: true })), true);

  // CSRF token for requests of htmx; plain forms carry it as a field.
  on("htmx:configRequest", (event) => { event.detail.headers["X-CSRFToken"] = meta("csrf-token") ?? ""; });

  // Focus goes to what the answer marks with data-focus: an error summary, a new heading.
  const focusMarked = (part) => {
    const marked = part.matches?.("[data-focus]") ? part : part.querySelector("[data-focus]");
    if (!marked) return;
    if (!marked.hasAttribute("tabindex")) marked.setAttribute("tabindex", "-1");
    marked.focus();
  };
  on("htmx:afterSettle", (event) => { dropFallbacks(event.target); focusMarked(event.target); });

  // One banner for requests that failed; what was typed stays. Its sentences are in components/failure.html.
  let failed = null;
  const fail = (detail, reason, sentence = "") => {
    const banner = document.getElementById("failure");
    if (!banner) return;
    banner.querySelectorAll("[data-failure]").forEach((text) => { text.hidden = text.dataset.failure !== reason; });
    if (sentence) banner.querySelector("[data-failure=said]").textContent = sentence;
    failed = detail.requestConfig;
    banner.hidden = false;
    banner.scrollIntoView({ block: "nearest" });
  };
  const refused = ({ detail }) => {
    const isSentence = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");
    fail(detail, isSentence ? "said" : "other", isSentence ? detail.xhr.responseText : "");
  };
  // 400 and 401 may be a matter of the login: login.js looks first and hands on what is none.
  const isForLogin = ({ xhr }) => [400, 401].includes(xhr.status) && document.getElementById("login-ended");
  on("htmx:responseError", (event) => { if (!isForLogin(event.detail)) refused(event); });
  on("login:unconcerned", refused);
  on("htmx:sendError", ({ detail }) => fail(detail, "offline"));
  on("htmx:timeout", ({ detail }) => fail(detail, "offline"));
  on("htmx:beforeRequest", () => document.getElementById("failure")?.setAttribute("hidden", ""));
  const retry = () => { if (failed) window.htmx.ajax(failed.verb, failed.path, { source: failed.elt }); };

  // Figures get their commas when the person has left the box; anything but digits is left to the server.
  on("focusout", (event) => {
    if (!event.target.matches("input[data-yen]")) return;
    const digits = event.target.value.normalize("NFKC").replace(/[,、\s¥円]/g, "");
    if (/^\d{1,15}$/.test(digits)) event.target.value = digits.replace(/^0+(?=\d)/, "").replace(/\B(?=(\d{3})+$)/g, ",");
  });

  const copyText = async (button) => {
    const said = document.getElementById(button.dataset.said);
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      said.textContent = "コピーしました";
    } catch {
      said.textContent = "コピーできませんでした。文字を選んでコピーしてください";
    }
  };
  on("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.copy) copyText(button);
    if (button?.hasAttribute("data-print")) window.print();
    if (button?.hasAttribute("data-retry")) retry();
  });

  // A page that the browser kept in memory shows nothing until it is asked for anew: its person may have logged out.
  window.addEventListener("pagehide", (event) => { root.hidden = event.persisted; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  on("DOMContentLoaded", () => {
    dropFallbacks(document);
    focusMarked(document.body);
  });
  // A print that the server has noted opens as soon as the paper is drawn.
  on("DOMContentLoaded", () => { if (document.querySelector("[data-print-now]")) setTimeout(() => window.print(), 300); });
})();
