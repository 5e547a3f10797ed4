"""A page that leads to lists: plain HTML in both languages, no script, readable from any static server."""

from dataclasses import dataclass
from html import escape

from teeka.formats.outgoing.cells import plain

STYLE = (
    "body{font:1rem/1.5 'Noto Sans','Noto Sans Devanagari',sans-serif;margin:0 auto;max-width:70rem;"
    "padding:1rem;color:#111;background:#fff}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.5rem;border-bottom:1px solid #888}"
    "a{color:#063e8c;display:inline-block;min-height:1.6rem;margin-right:.8rem}"
    "a:focus-visible{outline:3px solid #111}@media print{a{color:#000}}"
)


@dataclass(frozen=True, slots=True)
class IndexLink:
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One thing to open: its name, how many names it holds, and where its files are."""

    words: str
    count: int
    links: tuple[IndexLink, ...]


@dataclass(frozen=True, slots=True)
class IndexPage:
    title: str
    above: tuple[IndexLink, ...]  # the way back, outermost first
    rows: tuple[IndexRow, ...]


def write_index(page: IndexPage) -> bytes:
    title = escape(plain(page.title))
    above = " › ".join(_link(link) for link in page.above)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(plain(row.words))}</th><td>{row.count:,}</td>'
        f"<td>{' '.join(_link(link) for link in row.links)}</td></tr>"
        for row in page.rows
    )
    way_back = f'<nav aria-label="Above · ऊपर">{above}</nav>\n' if page.above else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"{way_back}<main>\n<h1>{title}</h1>\n"
        f"<table>\n<caption>{len(page.rows):,} · Teeka · टीका</caption>\n"
        '<thead><tr><th scope="col">List · सूची</th><th scope="col">Names · नाम</th>'
        f'<th scope="col">Open · खोलें</th></tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n'
        "</main>\n</body>\n</html>\n"
    ).encode()


def _link(link: IndexLink) -> str:
    return f'<a href="{escape(link.href, quote=True)}">{escape(plain(link.words))}</a>'
