"""Pictures that may be shown to everyone: small, of a known kind, and drawings that do nothing but draw."""

import io
import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped] - it ships no types
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped] - the same
from PIL import Image

MAX_BYTES = 500 * 1024
MAX_SIDE = 5_000
MAX_ELEMENTS = 5_000
FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*\.(svg|png|jpg|jpeg)")

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

ELEMENT_NAMES = """
    svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan
    textPath style linearGradient radialGradient stop clipPath mask pattern marker switch filter
    feGaussianBlur feOffset feMerge feMergeNode feFlood feComposite feBlend feColorMatrix
    feDropShadow
"""
ATTRIBUTE_NAMES = """
    id class style role lang focusable viewBox preserveAspectRatio width height x y x1 y1 x2 y2 cx
    cy r rx ry fx fy dx dy d points pathLength transform rotate textLength lengthAdjust startOffset
    method spacing offset gradientUnits gradientTransform spreadMethod patternUnits
    patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits markerUnits
    markerWidth markerHeight refX refY orient filterUnits primitiveUnits in in2 result stdDeviation
    operator mode type values k1 k2 k3 k4 version baseProfile systemLanguage media fill fill-opacity
    fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-dasharray stroke-dashoffset opacity color display visibility overflow clip-path clip-rule
    mask filter marker marker-start marker-mid marker-end stop-color stop-opacity flood-color
    flood-opacity lighting-color font font-family font-size font-style font-weight font-variant
    font-stretch letter-spacing word-spacing text-anchor text-decoration text-rendering
    dominant-baseline alignment-baseline baseline-shift direction unicode-bidi writing-mode
    shape-rendering image-rendering color-interpolation color-interpolation-filters vector-effect
    paint-order mix-blend-mode isolation cursor pointer-events transform-origin
"""
ELEMENTS = frozenset(ELEMENT_NAMES.split())
ATTRIBUTES = frozenset(ATTRIBUTE_NAMES.split())
ARIA = re.compile(r"aria-[a-z]+")
# A style that fetches something, or hides with an escape that it does.
UNSAFE_STYLE = re.compile(
    r"url\s*\(\s*(?!['\"]?\s*#)|@(?!media\b)|\\|expression|javascript|image-set|src\s*\(", re.IGNORECASE
)
INSTRUCTION = re.compile(rb"<\?(?!xml\s)", re.IGNORECASE)
OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*['\"](?!utf-8['\"])", re.IGNORECASE)


class UnsafePicture(Exception):
    """`code` and `what` say what is wrong."""

    def __init__(self, code: str, what: str | int = "") -> None:
        super().__init__(code, what)
        self.code, self.what = code, what


def check_picture(name: str, raw: bytes) -> None:
    """Raises UnsafePicture."""
    if len(raw) > MAX_BYTES:
        raise UnsafePicture("picture_too_big", MAX_BYTES // 1024)
    if name.endswith(".svg"):
        _check_svg(raw)
    else:
        _check_photo(raw, "PNG" if name.endswith(".png") else "JPEG")


def _check_photo(raw: bytes, kind: str) -> None:
    try:
        with Image.open(io.BytesIO(raw), formats=(kind,)) as image:
            width, height = image.size
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnsafePicture("picture_unreadable", kind) from error
    if max(width, height) > MAX_SIDE:
        raise UnsafePicture("picture_too_large", MAX_SIDE)


def _check_svg(raw: bytes) -> None:
    root = _parse(raw)
    elements = list(root.iter())
    if root.tag != f"{SVG}svg":
        raise UnsafePicture("picture_unreadable", "SVG")
    if len(elements) > MAX_ELEMENTS:
        raise UnsafePicture("picture_too_complex", MAX_ELEMENTS)
    for element in elements:
        _check_element(element)
    _check_no_nested_use(elements)


def _parse(raw: bytes) -> Element:
    if b"\0" in raw or OTHER_ENCODING.search(raw):
        raise UnsafePicture("picture_encoding")
    if INSTRUCTION.search(raw):
        raise UnsafePicture("picture_instruction")
    try:
        raw.decode("utf-8-sig")
        root: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException as error:
        raise UnsafePicture("picture_doctype") from error
    except UnicodeDecodeError as error:
        raise UnsafePicture("picture_encoding") from error
    except (ParseError, ValueError, RecursionError) as error:
        raise UnsafePicture("picture_unreadable", "SVG") from error
    return root


def _check_element(element: Element) -> None:
    name = str(element.tag).removeprefix(SVG)
    if name not in ELEMENTS:
        raise UnsafePicture("picture_element", _short(name))
    if name == "style" and UNSAFE_STYLE.search(element.text or ""):
        raise UnsafePicture("picture_style")
    for attribute, value in element.attrib.items():
        _check_attribute(attribute, value)


def _check_attribute(name: str, value: str) -> None:
    if name in ("href", XLINK_HREF):
        if not value.startswith("#"):
            raise UnsafePicture("picture_link", _short(value))
    elif ARIA.fullmatch(name) or name in (XML_SPACE, XML_LANG):
        return
    elif name not in ATTRIBUTES:
        raise UnsafePicture("picture_attribute", _short(name))
    elif UNSAFE_STYLE.search(value):
        raise UnsafePicture("picture_style")


def _check_no_nested_use(elements: list[Element]) -> None:
    """Copies of copies of copies grow without end: ten lines can ask for a billion shapes."""
    by_id = {element.get("id"): element for element in reversed(elements)}  # the first one counts
    for use in (element for element in elements if element.tag == f"{SVG}use"):
        target = by_id.get((use.get("href") or use.get(XLINK_HREF) or "").removeprefix("#"))
        if target is not None and any(inner.tag == f"{SVG}use" for inner in target.iter()):
            raise UnsafePicture("picture_too_complex", MAX_ELEMENTS)


def _short(text: str) -> str:
    return text.rpartition("}")[2][:60]
