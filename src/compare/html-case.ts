/** A counterexample: what was sent or answered on one side, what became of it on the other. */
import { html, type Markup, marked } from "./html-markup.ts";
import type { Counterexample } from "./report.ts";
import { keyText, type Row, reprPieces, requestPieces, type Scene, scenesOf, type Trip } from "./show.ts";

export function counterexampleMarkup(counterexample: Counterexample, profile: string): Markup {
  const scenes = scenesOf(counterexample, profile);
  return html`<div class="scenes">${scenes.map((scene, i) => sceneMarkup(scene, scenes.length > 1 ? ordinal(i) : ""))}</div>`;
}

const ordinal = (i: number): string => ["First request", "Second request"][i] ?? `Request ${i + 1}`;

function sceneMarkup(scene: Scene, label: string): Markup {
  return html`
<div class="scene">
<div class="given">${scene.request === undefined ? undefined : requestMarkup(scene.request, label, scene)}${scene.request === undefined && scene.values ? valuesMarkup(scene.values) : undefined}</div>
<div class="made">${scene.request !== undefined && scene.values ? valuesMarkup(scene.values) : undefined}${outcomeMarkup(scene)}</div>
</div>`;
}

function requestMarkup(request: string, label: string, { behind, mount }: Scene): Markup {
  const lines = requestPieces(request).map(
    (line) => html`<span class="line">${marked(line)}
</span>`,
  );
  return html`
<h5>${label || "The client sends"}${behind ? html`, behind a CGI gateway that hides the raw target` : undefined}${mount ? html`, to an application mounted at <code>${marked(reprPieces(mount))}</code>` : undefined}</h5>
<pre class="wire">${lines}</pre>`;
}

const answerParts: readonly string[] = ["status", "headers", "headerName", "headerValue", "body"];

function valuesMarkup(rows: readonly Row[]): Markup {
  const answered = rows.every(({ key }) => answerParts.includes(keyText(key)));
  return html`
<h5>The application ${answered ? "answers" : "writes"}</h5>
${rowsMarkup(rows, (key) => (answered ? html`${partName(keyText(key))}` : html`<code>${marked(reprPieces(key))}</code>`))}`;
}

const partName = (part: string): string => part.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function outcomeMarkup({ environ, expected, wire, trips, refusal }: Scene): Markup {
  return html`${
    environ &&
    html`
<h5>The application finds</h5>
${rowsMarkup(environ, (key) => html`<code>${marked(reprPieces(key))}</code>`)}`
  }${
    expected !== undefined
      ? html`
<h5>It should have been</h5>
<p><code class="value">${marked(reprPieces(expected))}</code></p>`
      : undefined
  }${
    wire !== undefined
      ? html`
<h5>On the wire</h5>
<p><code class="value">${marked(reprPieces(wire))}</code></p>`
      : undefined
  }${trips && tripsMarkup(trips)}${
    refusal !== undefined
      ? html`
<h5>Refused</h5>
<p class="refusal"><code>${refusal}</code></p>`
      : undefined
  }`;
}

const rowsMarkup = (rows: readonly Row[], keyOf: (key: Row["key"]) => Markup): Markup => html`<table class="rows">${rows.map(
  ({ key, value }) => html`
<tr><th scope="row">${keyOf(key)}</th><td><code class="value">${marked(reprPieces(value))}</code></td></tr>`,
)}
</table>`;

const tripsMarkup = (trips: readonly Trip[]): Markup => html`
<h5>After a trip through another model</h5>
<table class="rows trips">${trips.map(
  ({ through, value, refusal }) => html`
<tr><th scope="row">${through.join(", ")}</th><td>${value === undefined ? html`refused: <code>${refusal}</code>` : html`<code class="value">${marked(reprPieces(value))}</code>`}</td></tr>`,
)}
</table>`;
