"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const make = (name, text, look) => {
    const element = document.createElement(name);
    element.textContent = text;
    if (look) element.className = look;
    return element;
  };
  let all = [], done = [], at = null, shown = null, path = [], chosen = null, busy = false, stale = false, stopped = false;
  const skipped = new Set();

  // ---- what is sent, and what comes back: an answer is told as kept only after the program says so
  const send = async (asked) => {
    const lost = ["answer", "undo"].includes(asked.do);
    const fail = (why) => { throw Object.assign(new Error(why), { lost }); };
    let answer, told;
    try {
      answer = await fetch(location.pathname, { method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify(asked), cache: "no-store" });
      told = await answer.json();
    } catch {
      fail("Nobody answers: the program was stopped. Start it again with evidence review --web; it asks what is still open.");
    }
    return answer.ok ? told : fail([lost && "Not kept", told.error, told.hint].filter(Boolean).join(". "));
  };
  const during = async (work) => {
    if (busy || stopped) return;
    busy = true;
    $("trouble").textContent = "";
    try { await work(); } catch (error) {
      if (error.lost) $("kept").textContent = "";
      $("trouble").textContent = error.message;
    }
    busy = false;
    if (stale) sift();
  };

  // ---- which question
  const sift = (field) => {  // a choice made while something is sent is followed when that is done
    stale = busy;
    during(async () => { at = null; await next(); if (field) field.focus(); });
  };
  const fits = (n) => {
    const line = all[n], is = (id, codes) => !$(id).value || codes.includes($(id).value);
    const below = $("below").value === "" ? 1 : Number($("below").value);
    const narrow = $("disease").value || $("class").value || below < 1;
    return is("kind", [line.kind]) && is("disease", line.disease) && is("class", line.class)
      && (line.confidence === null ? !narrow : line.confidence <= below);
  };
  const open = () => all.map((_, n) => n).filter((n) => fits(n) && !done[n]);
  const next = async () => {
    const waiting = open(), fresh = waiting.filter((n) => !skipped.has(n));
    if (fresh.length) return show(await send({ do: "show", question: fresh.find((n) => at !== null && n > at) ?? fresh[0] }));
    at = null;
    path = [];
    chosen = null;
    draw();
  };
  const take = (told) => {
    shown = told;
    at = told.question;
    done[at] = told.done;
    path = [];
    chosen = null;
  };
  const show = (told) => { take(told); draw(); };

  // ---- what is drawn
  const linked = (text) => text.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;)])/).map((part, place) => {
    if (place % 2 === 0) return part;
    const link = make("a", part);
    link.href = part;
    link.target = "_blank";
    link.rel = "noreferrer noopener";
    return link;
  });
  const button = (answer) => {
    const element = make("button", "", "");
    element.type = "button";
    element.dataset.key = answer.key;
    element.append(make("kbd", answer.key), answer.words);
    element.addEventListener("click", () => choose(answer));
    return element;
  };
  const draw = () => {
    const left = open().length, asked = at !== null;
    $("progress").textContent = done.filter(Boolean).length + " answered, " + left + " open"
      + (left + done.filter(Boolean).length < all.length ? " of those asked for." : ".");
    $("title").textContent = asked ? shown.title : left ? "Only what you skipped is left" : "Nothing is left to decide";
    $("doubt").textContent = asked && shown.doubt ? "Asked again: " + shown.doubt : "";
    $("lines").replaceChildren(...(asked ? shown.lines : []).map((line) => {
      const row = document.createElement("div"), text = make("dd", "", line.style);
      text.dir = "auto";
      for (const [piece, marked] of line.pieces) text.append(...(marked ? [make("mark", piece)] : linked(piece)));
      if (line.pieces.length > 1) text.classList.add("quoted");
      row.append(make("dt", line.lead), text);
      return row;
    }));
    const answers = asked ? (chosen ? chosen.then : shown.done ? [] : shown.answers) : [];
    const writing = Boolean(chosen && chosen.typed);
    $("choose").hidden = !chosen || writing;
    $("choose").textContent = chosen ? chosen.words + "?" : "";
    $("answers").replaceChildren(...(writing ? [] : answers.map(button)));
    if (chosen && !writing) {
      const back = button({ key: "u", words: "back" });
      back.onclick = leave;
      $("answers").append(back);
    }
    if (!asked && left) {
      const again = make("button", "Ask what was skipped", "");
      again.type = "button";
      again.addEventListener("click", () => { skipped.clear(); during(next); });
      $("answers").append(again);
    }
    $("write").hidden = !writing;
    if (writing) $("prompt").textContent = chosen.help + (chosen.typed === "value" ? " (- for not stated)" : "");
    $("typed").value = "";
    const undoable = asked && shown.decided || shown && shown.last;
    $("skip").disabled = !asked;
    $("skip").lastChild.textContent = asked && shown.decided ? " next" : " skip";
    $("undo").disabled = !undoable;
    for (const id of ["skip", "undo"]) $(id).hidden = Boolean(chosen);
    $("helped").replaceChildren(...[...answers, { key: "s", words: "skip", help: "Leave it open: it is asked again next time." },
      { key: "u", words: "undo", help: "Take back what was answered last, and go there." },
      { key: "q", words: "stop", help: "Stop the program: what was decided stays." }].map((answer) => {
      const row = document.createElement("div");
      row.append(make("dt", answer.key + " " + answer.words), make("dd", answer.help));
      return row;
    }));
    (writing ? $("typed") : $("title")).focus({ preventScroll: !writing });
    if (!writing) scrollTo(0, 0);
  };

  // ---- what a person does
  const choose = (answer) => {
    if (answer.key === "u" && !answer.help) return;
    path.push(answer.key);
    if (answer.then.length || answer.typed) {
      chosen = answer;
      draw();
    } else keep(answer, "");
  };
  const keep = (answer, typed) => during(async () => {
    const keys = [...path];
    if (!answer.typed) path.pop();
    let told;
    try { told = await send({ do: "answer", question: at, turn: shown.turn, keys, typed }); } catch (error) {
      await refresh();
      throw error;
    }
    take(told);
    try { await (told.done ? next() : draw()); } finally {
      $("kept").textContent = "Kept: " + answer.words + (typed ? " " + typed : "") + ".";
    }
  });
  const refresh = async () => {  // another window may have been first
    let told;
    try { told = await send({ do: "show", question: at }); } catch { return; }
    if (told.turn === shown.turn) shown.last = told.last;
    else show(told);
  };
  const leave = () => { chosen = null; path = []; draw(); };
  const undo = () => during(async () => {
    const last = at !== null && shown.decided ? { question: at, turn: shown.turn } : shown && shown.last;
    if (!last) return;
    let told;
    try { told = await send({ do: "undo", ...last }); } catch (error) {
      await refresh();
      throw error;
    }
    show(told);
    $("kept").textContent = "Taken back.";
  });
  const stop = () => during(async () => {
    await send({ do: "stop" });
    stopped = true;
    document.querySelectorAll("button, select, input").forEach((one) => { one.disabled = true; });
    $("kept").textContent = "Stopped. What was decided is kept; this window can be closed.";
  });
  $("skip").addEventListener("click", () => during(async () => {
    if (at === null) return;
    $("kept").textContent = "";
    skipped.add(at);
    await next();
  }));
  $("undo").addEventListener("click", undo);
  $("stop").addEventListener("click", stop);
  $("help").addEventListener("click", () => {
    $("helped").hidden = !$("helped").hidden;
    $("help").setAttribute("aria-expanded", String(!$("helped").hidden));
  });
  $("leave").addEventListener("click", leave);
  $("write").addEventListener("submit", (event) => {
    event.preventDefault();
    if ($("typed").value.trim()) keep(chosen, $("typed").value.trim());
  });
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("change", (event) => {
    if (event.target.id !== "single") sift(event.target);
  });
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape" && chosen) return leave();
    if (!$("single").checked || event.target.closest("input:not([type=checkbox]), select")) return;
    const key = event.key.toLowerCase();
    const found = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.hidden && !one.disabled);
    if (found) {
      event.preventDefault();
      found.click();
    }
  });

  during(async () => {
    const told = await send({ do: "list" });
    all = told.questions;
    done = told.done;
    for (const [id, choices] of [["kind", told.kinds], ["disease", told.diseases], ["class", told.classes]])
      for (const [code, words] of choices) $(id).append(new Option(words, code));
    await next();
  });
})();
