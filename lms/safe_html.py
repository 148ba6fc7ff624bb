"""The one door for HTML that somebody wrote: everything not on the list goes."""

import re

import bleach

TEXT_TAGS = {
    "p",
    "br",
    "hr",
    "strong",
    "b",
    "em",
    "i",
    "code",
    "blockquote",
    "abbr",
    "a",
    "h2",
    "h3",
    "ul",
    "ol",
    "li",
}
TABLE_TAGS = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
TAGS = frozenset(TEXT_TAGS | TABLE_TAGS)
SCHEMES = frozenset({"http", "https", "mailto"})
SCHEME = re.compile(r"[^/?#]*:")


def sanitize(html: str) -> str:
    """Safe to put in a page as it is."""
    return bleach.clean(html, tags=TAGS, attributes=_allowed, protocols=SCHEMES, strip=True)


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a":
        return name == "title" or (name == "href" and leads_somewhere_known(value))
    if tag in ("td", "th"):
        return name in ("colspan", "rowspan") or (tag == "th" and name == "scope")
    return (tag, name) in {("abbr", "title"), ("ol", "start")}


def leads_somewhere_known(href: str) -> bool:
    """An address of a known scheme, or a place on this site; `//host` and `/\\host` are other sites."""
    href = re.sub(r"[\x00-\x20]+", "", href)
    if SCHEME.match(href):
        return href.partition(":")[0].lower() in SCHEMES
    return not re.match(r"[/\\]{2}", href)
