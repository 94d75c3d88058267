"""Markdown as HTML: every visible character knows its offset, and nothing of a document runs or loads."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.documents import Span
from qa.server.web.rendered import marked_html
from qa.server.web.rendered.markdown_html import Rendering, rendered

SAMPLE = """# Title *one* two ##

A paragraph with **bold *it* text** and `co  de` and [a **link**](http://a.example/c "t") &amp; \\* this
second line\x20\x20
third <b>raw</b> ~~gone~~ <http://x.example/z> ![al *t*](http://i.example/x.png)

> quoted *text*
> more
> - item | x

| A | B \\| c |
|---|--:|
| 1 | 2 **x** |
| 3 |

Setext *h*
===

- a
- b

  para in b

\tcode in b
1. x
   ```py
   def f(): pass
     y
   ```

<div align="center"><p>Html &lt; text</p></div>

[ref]: http://q.example/

See [ref] end.
"""


def render(text: str, span: Span | None = None, *, literal: bool = False) -> Rendering:
    return rendered(text, [Span(0, len(text))], span, literal=literal)


def html(text: str, span: Span | None = None, *, literal: bool = False) -> str:
    return "".join(block.html for block in render(text, span, literal=literal).blocks)


def marked(source: str) -> str:
    return "".join(
        unescape(re.sub("<[^>]+>", "", m)) for m in re.findall(r"<mark[^>]*>(.*?)</mark>", source, re.S)
    )


class Recorder(marked_html.MarkedHtml):
    """Notes which characters were written, and where each is said to stand."""

    written: list[tuple[str, int]]

    def text(self, text: str, offsets: Sequence[int], *, is_html: bool = False) -> None:
        """Write text."""
        assert len(text) == len(offsets)
        self.written = [*getattr(self, "written", ()), *zip(text, offsets, strict=True)]
        super().text(text, offsets, is_html=is_html)


def written(text: str, monkeypatch: pytest.MonkeyPatch, *, literal: bool = False) -> list[tuple[str, int]]:
    found: list[Recorder] = []

    class Kept(Recorder):
        def __init__(self, span: Span | None) -> None:
            super().__init__(span)
            self.written = []
            found.append(self)

    with monkeypatch.context() as patch:
        patch.setattr("qa.server.web.rendered.markdown_html.MarkedHtml", Kept)
        render(text, literal=literal)
    return found[0].written


def test_every_visible_character_knows_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    known = written(SAMPLE, monkeypatch)
    assert all(SAMPLE[at] == character or SAMPLE.startswith("&lt;", at) for character, at in known)
    seen = "".join(SAMPLE[at] for _, at in sorted(known, key=lambda pair: pair[1]))
    for words in (
        "Title one two",
        "bold it text",
        "co  de",
        "a link",
        "* this",
        "raw gone http://x.example/z",
        "quoted text",
        "item | x",
        "B | c",
        "def f(): pass",
        "code in b",
        "Html &&&& text",
        "See ref end.",
    ):
        assert words in seen.replace("\n", " "), words


def test_any_one_character_can_be_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {at: character for character, at in written(SAMPLE, monkeypatch)}
    for at in range(len(SAMPLE)):
        found = marked(html(SAMPLE, Span(at, at + 1)))
        if SAMPLE.startswith(("&amp;", "&lt;"), at):
            assert found == unescape(SAMPLE[at : at + 5].partition(";")[0] + ";")
        else:
            assert found == known.get(at, ""), (at, SAMPLE[at])


_PIECES = st.sampled_from(
    [
        "a",
        "bc ",
        "*",
        "**",
        "_",
        "`",
        "``",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "> ",
        "# ",
        "## ",
        "| ",
        "|",
        "---",
        "\\",
        "é",
        "&amp;",
        "&#42;",
        "[x]",
        "(http://a.b)",
        "![i](j)",
        "<b>",
        "</b>",
        "<script>",
        "<!-- c -->",
        "    ",
        "\t",
        "```\n",
        "|---|---|\n",
        "| a | b |\n",
        "~~",
        "===\n",
        "😀",
        "\u202e",
        "<http://a.b>",
        "  \n",
        "x\\|y",
        "[r]: http://c.d\n",
    ]
)


@settings(max_examples=300)
@given(st.lists(_PIECES, max_size=30).map("".join), st.booleans())
@example("**  \nabc ", False)
@example("- \xa0\n(a)", True)
def test_offsets_are_exact_whatever_the_markup(text: str, literal: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for character, at in written(text, patch, literal=literal):
            if at == marked_html.NOWHERE:
                assert character.isspace() or text.count("\t"), (character, text)
            elif text[at] != character:
                assert text[at] in "&\n\t " or character in "\ufffd ", (character, text[at], text)


@settings(max_examples=200)
@given(st.lists(_PIECES, max_size=25).map("".join), st.data())
def test_marks_change_nothing_else(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    with_marks = re.sub(r"</?mark[^>]*>", "", html(text, Span(start, end)))
    assert with_marks.replace("&amp;", "&") == html(text).replace("&amp;", "&")
    assert html(text, Span(start, end)).count('id="span"') <= 1


def test_a_span_over_blocks_and_markup_is_marked_in_each() -> None:
    text = "# Ice\n\nIt **melts** at 0.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    found = html(text, Span(text.index("melts"), text.index("2 |") + 1))
    assert marked(found) == "melts at 0.ab12"
    assert '<strong><mark id="span">melts</mark></strong><mark> at 0.</mark>' in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", "<table><thead><tr><th>a</th><th>b</th></tr></thead>"),
        ("```py\nx = 1\n```", '<pre tabindex="0"><code>x = 1</code></pre>'),
        ("# One\n\n## Two", "<h2>One</h2><h3>Two</h3>"),
        ("3. c\n4. d", '<ol start="3"><li>c</li>\n<li>d</li>'),
        ("a  \nb", "<p>a<br>b</p>"),
        ("![Logo](x.png)", '<span class="image">Logo</span>'),
        ("[x](https://a.example)", '<a href="https://a.example" rel="noreferrer nofollow">x</a>'),
        ("[x](../other.md)", '<a rel="noreferrer nofollow">x</a>'),
        ("|  | b |\n|---|---|\n| 1 | 2 |", "<tr><td></td><th>b</th></tr>"),
    ],
)
def test_what_is_shown(text: str, expected: str) -> None:
    assert expected.replace("\n", "") in html(text).replace("\n", "")


HOSTILE = [
    "<script>alert(1)</script>",
    "a <script>alert(1)</script> b",
    "<img src=x onerror=alert(1)>",
    "a <img src='https://evil.example/x.png'> b",
    "![x](https://evil.example/x.png)",
    "<iframe src='https://evil.example'></iframe>",
    "<a href='javascript:alert(1)' onclick='alert(2)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "<svg onload=alert(1)><circle></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    "<form action='https://evil.example'><input name=a><button>b</button></form>",
    "<object data=x></object><embed src=x>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example'><link rel=stylesheet href=x>",
    "<mark id=span>not cited</mark>",
    "<bdi class=control data-code=x>x</bdi>",
    "<h1 id=page=1 class=title>x</h1>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video src=x autoplay></video><audio src=x></audio>",
    "</article></main></body><p>x",
    "<plaintext>x",
    "<textarea><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
]


HARMLESS = ("a", "p", "mark", "bdi", "b", "strong", "pre", "code", "span", "h2", "details", "div", "br", "em")


class Tags(HTMLParser):
    """The elements and attributes of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("source", HOSTILE)
@pytest.mark.parametrize("literal", [False, True])
@pytest.mark.parametrize("span", [None, Span(0, 5), Span(3, 14)])
def test_nothing_of_a_document_runs_or_loads(source: str, literal: bool, span: Span | None) -> None:
    text = f"Before.\n\n{source}\n\nAfter **it**."
    span = span and span.moved(9)
    found = html(text, span, literal=literal)
    for tag, attributes in Tags(found).found:
        assert tag in HARMLESS, found
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "src", "action")
        ]
        assert attributes.get("href", "https:") is None or str(attributes.get("href", "https:")).startswith(
            "https:"
        )
        assert attributes.get("id", "span") == "span"
        assert tag != "mark" or span
    assert "After" in found, "what follows is still shown"


def test_converted_text_has_no_inline_markup() -> None:
    text = "a *b* <i>c</i> `d` [e](f)\n\n\\# no heading\n\n# A *heading*\n\n- item\n\n<div>x</div>"
    found = html(text, literal=True)
    assert "<p>a *b* &lt;i&gt;c&lt;/i&gt; `d` [e](f)</p>" in found
    assert "<p># no heading</p>" in found
    assert "<h2>A *heading*</h2>" in found
    assert "<li>item</li>" in found
    assert "<p>&lt;div&gt;x&lt;/div&gt;</p>" in found
    start = text.index("# no")
    assert marked(html(text, Span(start, start + 4), literal=True)) == "# no"


def test_signs_that_reorder_text_are_shut_in() -> None:
    shut = '<bdi class="control" data-code="U+202E">\u202e</bdi>'
    assert html("a \u202e b") == f"<p>a {shut} b</p>"
    assert html("<div>\na \u202e b\n</div>") == f"<div>\na {shut} b\n</div>"


def test_what_is_no_tag_is_text_with_and_without_a_mark() -> None:
    text = "<div><http://a.b> &amp; 1 < 2</div>"
    assert "<div>&lt;http://a.b&gt; &amp; 1 &lt; 2</div>" in html(text)
    assert marked(html(text, Span(5, 17))) == "<http://a.b>"


@pytest.mark.parametrize("sign", ["- ", "> ", "1. "])
@pytest.mark.parametrize("depth", [17, 40, 400, 20_000])
def test_what_is_nested_without_end_is_said_not_to_be_complete(sign: str, depth: int) -> None:
    found = render(f"Before.\n\n{sign * depth}x\n\nAfter.")
    assert found.complete is (depth < 49)
    assert not found.complete or "After." in found.blocks[-1].html


def test_lines_of_signs_in_converted_text_are_text() -> None:
    found = html("Ice.\n\n_______\n\n*****\n\n- - - x", literal=True)
    assert "_______" in found
    assert "*****" in found


@pytest.mark.parametrize("sign", ["[", "*a ", "`a", "<a", "<!--", "<div>", "![[", "> ", "|a"])
def test_markup_that_would_take_long_is_text(sign: str) -> None:
    started = time.process_time()
    text = f"# Ice\n\n{sign * (30_000 // len(sign))}\n\nAfter *it*."
    found = html(text, Span(0, len(text)))
    assert "After" in found
    assert time.process_time() - started < 6
