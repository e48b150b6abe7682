/* A login that ends costs nothing that was typed: this warns before, and goes on after the next login. */
(() => {
  "use strict";
  const on = (type, handle) => document.addEventListener(type, handle);
  const meta = (name) => document.querySelector(`meta[name="${name}"]`);
  const waiting = new Map(); // element → what htmx said of its request that came too late
  let watch = () => {};
  let asking = false;

  const notice = () => document.getElementById("login-ended");
  const show = (reason) => {
    document.getElementById("session-warning")?.close();
    notice().querySelectorAll("[data-login]").forEach((text) => { text.hidden = !text.dataset.login.split(" ").includes(reason); });
    notice().hidden = false;
  };

  const sendAgain = () => {
    const late = [...waiting.values()].filter(({ elt }) => elt.isConnected);
    waiting.clear();
    late.forEach(({ elt, requestConfig: { verb, path } }) => window.htmx.ajax(verb, path, { source: elt }));
  };

  // The login is well: then the answer meant something else.
  const handOn = () => {
    if (!notice().hidden) return;
    waiting.forEach((detail) => document.dispatchEvent(new CustomEvent("login:unconcerned", { detail })));
    waiting.clear();
  };

  // Ask who is logged in now. The same person goes on with the token of the new login; nobody else does.
  const resume = async ({ pressed = false } = {}) => {
    if (asking) return;
    asking = true;
    const answer = await fetch(notice().dataset.check, { headers: { "HX-Request": "true" } }).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    asking = false;
    const proof = new DOMParser().parseFromString(text, "text/html").querySelector("[data-token]");
    if (!proof) return pressed ? show("not-yet") : handOn();
    if (proof.dataset.person !== meta("person").content) return show("another");
    if (notice().hidden && proof.dataset.token === meta("csrf-token").content) return handOn();
    meta("csrf-token").content = proof.dataset.token;
    document.querySelectorAll('input[name="csrf_token"]').forEach((field) => { field.value = proof.dataset.token; });
    notice().hidden = true;
    watch();
    sendAgain();
  };

  on("htmx:responseError", ({ detail }) => {
    if (!notice() || ![400, 401].includes(detail.xhr.status)) return;
    waiting.set(detail.elt, detail);
    // 400 may only mean that the same person logged in anew elsewhere: then the page's token is too old.
    if (detail.xhr.status === 401) show("ended");
    else resume();
  });
  const comeBack = () => { if (document.visibilityState === "visible" && notice()?.hidden === false) resume(); };
  on("visibilitychange", comeBack);
  window.addEventListener("focus", comeBack);
  on("click", (event) => { if (event.target.closest("[data-resume]")) resume({ pressed: true }); });

  // Warn before an idle login ends; one press keeps it. Every answer from the server starts the time anew.
  on("DOMContentLoaded", () => {
    const dialog = document.getElementById("session-warning");
    if (!dialog) return;
    const form = dialog.querySelector("form");
    const [idle, lead] = [Number(dialog.dataset.idle), Number(dialog.dataset.lead)];
    let warning = 0;
    let ending = 0;
    watch = () => {
      clearTimeout(warning);
      clearTimeout(ending);
      warning = setTimeout(() => { if (!dialog.open && notice().hidden) dialog.showModal(); }, (idle - lead) * 1000);
      ending = setTimeout(() => show("ended"), idle * 1000);
    };
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const kept = await fetch(form.action, { redirect: "manual" }).then((answer) => answer.ok, () => false);
      if (!kept) return show("ended");
      dialog.close();
      watch();
    });
    on("htmx:afterOnLoad", watch);
    watch();
  });
})();
