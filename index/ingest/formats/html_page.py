"""HTML: the main content of a web page, or all of a document."""

from __future__ import annotations

from index.errors import UnreadableFile
from index.ingest.formats import Content, markdown_text
from index.ingest.formats.decoding import decode_markup
from index.ingest.formats.markdown import ConvertedToMarkdown

#: Elements of a site around its content.  A document without any of them is read as a whole.
AROUND_CONTENT = ("script", "nav", "aside", "form", "footer")
MAX_BYTES = 50_000_000


class HtmlPage(ConvertedToMarkdown):
    """A web page or an HTML document."""

    media_type: str = "text/html"
    suffixes: tuple[str, ...] = (".html", ".htm", ".xhtml")

    def text(self, data: bytes) -> str:
        """The content in Markdown.  Raises `UnreadableFile`."""
        return self.content(data).text

    def content(self, data: bytes) -> Content:
        """The content in Markdown, with title, author and date.  Raises `UnreadableFile`."""
        if len(data) > MAX_BYTES:
            detail = f"The page has {len(data):,} bytes; {MAX_BYTES:,} are allowed."
            raise UnreadableFile(detail, hint="Divide it.")
        return html_content(decode_markup(data))


def html_content(source: str, *, whole: bool = False) -> Content:
    """The content of an HTML document in Markdown.

    Args:
        source: The document.
        whole: Keep navigation and the like: for documents that are not pages of a site.

    Raises:
        UnreadableFile: It holds no text, or cannot be parsed.
    """
    # Imported here because it takes half a second that only readers of such files should wait for.
    from index.ingest.formats import html_about, html_blocks, main_content

    try:
        root = html_blocks.tree(source)
        about = html_about.about(root) if root is not None else html_about.About()
        blocks = html_blocks.blocks(root) if root is not None else []
        if not whole and root is not None and next(root.iter(*AROUND_CONTENT), None) is not None:
            blocks = main_content.main_blocks(source, blocks)
    except MemoryError:
        raise
    # Foreign parsers run here on anybody's bytes: whatever they raise concerns this one file.
    except Exception as error:
        raise UnreadableFile(
            f"The HTML cannot be read ({type(error).__name__}).", hint="Save it again, or as text."
        ) from error
    text = markdown_text.joined(blocks)
    if not text:
        raise UnreadableFile("The page holds no text.", hint="Leave it out, or save it as text.")
    metadata = {"author": about.author} if about.author else {}
    return Content(text, about.title, about.published, metadata, modified=about.modified)
