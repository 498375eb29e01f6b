/// The skeleton of the page of a time line. Its script fills in all that comes from the run, as text only.
enum TimeLinePage {
    /// - Parameters:
    ///   - title: Any text.
    ///   - json: Safe to stand in a `<script>` element; see ``Escaping/json(_:)``.
    static func html(title: String, json: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="\(policy)">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>\(Escaping.markup(title))</title>
        <style>
        \(TimeLineStyle.css)
        </style>
        </head>
        <body>
        \(body)
        <script type="application/json" id="run">\(json)</script>
        <script>
        "use strict";
        (() => {
        \(TimeLineModelScript.source)
        \(TimeLineDrawingScript.source)
        \(TimeLineControlsScript.source)
        })();
        </script>
        </body>
        </html>

        """
    }

    /// Nothing is loaded from anywhere and nothing is sent, and no text can be made into markup or script.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
        + "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

    private static let body = #"""
        <header>
          <h1 id="title"></h1>
          <p class="facts"><span id="outcome" class="badge"></span> <span id="facts"></span></p>
          <button type="button" id="theme" aria-label="Switch between light and dark">Dark</button>
        </header>
        <section id="breach" aria-label="What was violated" hidden></section>
        <nav class="tools" aria-label="View">
          <span class="group" role="group" aria-label="Zoom">
            <button type="button" id="zoom-out" aria-label="Zoom out (key -)" title="Zoom out (-)">−</button>
            <button type="button" id="zoom-in" aria-label="Zoom in (key +)" title="Zoom in (+)">+</button>
            <button type="button" id="zoom-all" title="Whole run (0)">Whole run</button>
            <button type="button" id="zoom-breach" title="The violation (v)" hidden>Violation</button>
          </span>
          <span class="group" role="search">
            <input type="search" id="query" placeholder="Search events ( / )" aria-label="Search the texts of events">
            <button type="button" id="previous" aria-label="Previous match" title="Previous match">↑</button>
            <button type="button" id="next" aria-label="Next match" title="Next match">↓</button>
            <output id="found" aria-live="polite"></output>
          </span>
          <span class="hint">wheel or + − zooms, Shift and drag zooms to a part, drag or ← → moves, n and p step through events</span>
        </nav>
        <fieldset id="kinds"><legend>Show</legend></fieldset>
        <details id="nodes"><summary>Nodes</summary><fieldset aria-label="Nodes that are shown"></fieldset></details>
        <main>
          <div id="chart">
            <svg id="axis" aria-hidden="true"></svg>
            <div id="scroll">
              <svg id="lanes" tabindex="0" role="img" aria-label="Time line"></svg>
            </div>
            <div id="range" hidden></div>
          </div>
          <p id="legend" aria-label="Legend"></p>
          <div class="below">
            <section class="list" aria-label="Events in view">
              <h2>Events in view <output id="count"></output></h2>
              <div id="list" role="listbox" tabindex="0" aria-label="Events in view"><div id="rows"></div></div>
            </section>
            <section class="panel" aria-label="Details">
              <h2>Details</h2>
              <div id="details" aria-live="polite"><p class="hint">Point at something, or press n.</p></div>
            </section>
          </div>
        </main>
        <noscript>The drawing needs JavaScript; the page loads nothing from elsewhere.</noscript>
        """#
}
