"""Inline Markdown as tokens that know where each of their characters stands in the source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token

#: The key of a token's `meta`: the offset of each character of its content.
OFFSETS = "offsets"
#: The key of a token's `meta`: where in the source it begins.
AT = "at"


def inline_tokens(source: str, env: dict[str, Any]) -> Sequence[Token]:
    """The tokens of inline Markdown.

    `meta[AT]` of each says where in `source` it begins; `meta[OFFSETS]`, where it has content, has the
    offset of each character.  Images have children with offsets of their own.

    Args:
        source: The content of a block.
        env: What the block parser found, such as the targets of links.
    """
    return _parser().inline.parse(source, _parser(), env, [])


class _State(StateInline):
    """Notes where the pending text and every token begin.

    Rules push tokens and text before they move on, so `pos` is still where the match begins.
    """

    def __init__(self, src: str, md: MarkdownIt, env: Any, outTokens: list[Token]) -> None:
        self._offsets: list[int] = []
        self._repeated = 0
        super().__init__(src, md, env, outTokens)

    def append_pending(self, text: str) -> None:
        del self._offsets[len(self.pending) :]  # a line break takes blanks off the end of the text before it
        self._offsets.extend(range(self.pos, self.pos + len(text)))
        super().append_pending(text)

    def pushPending(self) -> Token:
        length = len(self.pending)
        token = super().pushPending()
        token.meta = {AT: self._offsets[0] if self._offsets else self.pos, OFFSETS: self._offsets[:length]}
        self._offsets = []
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        before = self.tokens[-2] if len(self.tokens) > 1 else None
        # Emphasis pushes one token for each of its signs.
        same = (
            ttype == "text"
            and before is not None
            and before.type == "text"
            and before.meta.get("run") == self.pos
        )
        at = before.meta[AT] + 1 if same and before is not None else self.pos
        token.meta = {AT: at, "run": self.pos}
        return token


class _Parser(ParserInline):
    """Parses with `_State`, and completes what it noted."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        for token in state.tokens:
            if token.content and OFFSETS not in token.meta:
                token.meta[OFFSETS] = _offsets(token, src)
        return state.tokens


def _offsets(token: Token, src: str) -> list[int]:
    at, length = token.meta[AT], len(token.content)
    if token.info == "escape":  # the backslash is shown where it escapes nothing
        return list(range(at + 2 - length, at + 2))
    if token.type == "text_special":  # a character reference
        return [at] * length
    if token.type == "code_inline":
        begin = at + len(token.markup)
        # One blank at each side is not content.
        begin += src[begin : begin + length].replace("\n", " ") != token.content
        return list(range(begin, begin + length))
    if src.startswith(token.content, at):
        return list(range(at, at + length))
    if src.startswith(token.content, at + 1):  # an address in angle brackets
        return list(range(at + 1, at + 1 + length))
    return [at] * length


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    parser.inline = _Parser()
    parser.configure("commonmark")
    parser.inline.ruler.enable(["strikethrough"])
    parser.inline.ruler2.enable(["strikethrough"])
    # It would join tokens and lose their offsets.
    parser.inline.ruler2.disable(["fragments_join"])
    return parser
