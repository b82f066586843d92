"""What a page on its own may hold: its own bytes and its own script, and links for the reader to follow."""

import base64
import hashlib

import pytest

from course_lib.authoring.self_contained import policy, reaching_out

OWN = "draw();\n"


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ('<img src="figure.png">', 'src="figure.png"'),
        ('<img src=" HTTPS://a.org/x.png">', 'src="HTTPS://a.org/x.png"'),
        ('<img srcset="data:image/png;base64,AAAA 1x, https://a.org/x.png 2x">', 'srcset="data:image/png'),
        ('<video poster="//a.org/x.jpg"></video>', 'poster="//a.org/x.jpg"'),
        ('<link rel="stylesheet" href="https://a.org/x.css">', 'href="https://a.org/x.css"'),
        ('<link rel="stylesheet" href="data:text/css,p{}">', 'href="data:text/css,p{}"'),
        ('<base href="https://a.org/">', 'href="https://a.org/"'),
        ('<svg><image href="https://a.org/x.png"/></svg>', 'href="https://a.org/x.png"'),
        ('<svg><use xlink:href="https://a.org/x.svg#a"/></svg>', 'xlink:href="https://a.org/x.svg#a"'),
        ('<iframe srcdoc="&lt;img src=x&gt;"></iframe>', 'srcdoc="<img src=x>"'),
        ('<object data="https://a.org/x.svg"></object>', 'data="https://a.org/x.svg"'),
        ('<a href="#here" ping="https://a.org/">here</a>', 'ping="https://a.org/"'),
        ('<form action="https://a.org/"></form>', 'action="https://a.org/"'),
        ('<meta http-equiv="Refresh" content="0; url=https://a.org/">', 'http-equiv="Refresh"'),
        ("<p style=\"background: URL( 'https://a.org/x.png' )\">", "URL( 'https://a.org/x.png"),
        ("<style>p {} @import 'https://a.org/x.css';</style>", "@import 'https://a.org/x.css"),
        ("<style>@import url(https://a.org/x.css);</style>", "url(https://a.org/x.css"),
        ('<script src="https://a.org/x.js"></script>', 'src="https://a.org/x.js"'),
        ('<script>import("https://a.org/x.js")</script>', '<script>import("https://a.org/x.js")'),
        ('<script type="module">draw(); more()</script>', "<script>draw(); more()"),
        ('<p onclick="more()">', 'onclick="more()"'),
        ('<a href="JavaScript:more()">more</a>', 'href="JavaScript:more()"'),
    ],
)
def test_what_reaches_out_is_found_and_quoted(markup, found):
    (quoted, *rest) = reaching_out(f"<main>{markup}</main>", OWN)
    assert quoted.startswith(found)
    assert rest in ([], ["<script>"])  # a script that is fetched is found as a script, too


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="data:image/png;base64,AAAA">',
        '<img src="DATA:image/png;base64,AAAA">',
        '<svg><image href="data:image/png;base64,AAAA"/><use href="#sign"/></svg>',
        '<a href="https://a.org/x.js">a paper</a>',
        '<map><area href="07_vanishing.html"></map>',
        "<style>p { background: url('data:image/png;base64,AAAA'); mask: url(#sign) }</style>",
        "<code>@import url(https://a.org/x.css)</code>",
        f'<script type="module">{OWN}</script>',
        '<script type="application/json">{"url": "https://a.org/"}</script>',
    ],
)
def test_what_stands_in_the_page_and_links_are_let_through(markup):
    assert reaching_out(f"<main>{markup}</main>", OWN) == []


def test_everything_that_reaches_out_is_found_at_once_and_quoted_briefly():
    markup = f'<img src="{"x" * 1000}.png"><p onclick="more()">'
    first, second = reaching_out(markup, "")
    assert len(first) < 80
    assert second == 'onclick="more()"'


def test_the_policy_names_the_script_by_its_digest_as_browsers_compute_it():
    digest = base64.b64encode(hashlib.sha256(OWN.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}' blob:;" in policy(OWN)
    assert "script-src 'none';" in policy("")


def test_the_policy_refuses_what_it_does_not_name_and_no_rule_lets_in_a_host():
    rules = dict(rule.strip().split(" ", 1) for rule in policy(OWN).split(";"))
    assert rules["default-src"] == "'none'"
    assert set(" ".join(rules.values()).split()) <= {
        "'none'",
        "'unsafe-inline'",
        "data:",
        "blob:",
        rules["script-src"].split()[0],
    }
    assert "'unsafe-inline'" not in rules["script-src"]
