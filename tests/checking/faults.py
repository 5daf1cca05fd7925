"""For each check, ways to break a good book so that the check must tell it."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

from PIL import Image

from checking.broken import COVER, CSS, NAV, NCX, ONE, OPF, TWO, Parts, in_headers

Fault = Callable[[Parts], object]

FAULTS: dict[str, list[Fault]] = {}


def fault(check: str) -> Callable[[Fault], Fault]:
    def enter(break_it: Fault) -> Fault:
        FAULTS.setdefault(f"check/{check}", []).append(break_it)
        return break_it

    return enter


def subs(check: str, file: str, *pairs: tuple[str, str]) -> None:
    """Enter a fault that is one thing in the place of another, for each pair."""
    for old, new in pairs:
        fault(check)(lambda parts, old=old, new=new: parts.sub(file, old, new))  # type: ignore[misc]


def styles(check: str, *rules: str) -> None:
    """Enter a fault that is one rule of a stylesheet more, for each rule."""
    for rule in rules:
        fault(check)(lambda parts, rule=rule: parts.style(rule))  # type: ignore[misc]


def elements(check: str, *texts: str) -> None:
    """Enter a fault that is some elements at the end of a chapter, for each text."""
    for text in texts:
        fault(check)(lambda parts, text=text: parts.into(ONE, text))  # type: ignore[misc]


def image(form: str, size: tuple[int, int], mode: str = "RGB", noise: bool = False) -> bytes:
    out = io.BytesIO()
    picture = (
        Image.frombytes(mode, size, os.urandom(size[0] * size[1] * 3)) if noise else Image.new(mode, size)
    )
    picture.save(out, form)
    return out.getvalue()


def rename(parts: Parts, old: str, new: str) -> None:
    """Rename a file and all that names it."""
    parts.files = {
        (f"EPUB/{new}" if name == f"EPUB/{old}" else name): data for name, data in parts.files.items()
    }
    for name, data in parts.files.items():
        if not name.endswith((".jpg", "mimetype")):
            parts.files[name] = data.replace(old.encode(), new.encode())


# The zip


@fault("not-a-zip")
def _page_for_a_book(parts: Parts) -> None:
    parts.finish = lambda data: b"<html><body>404</body></html>"


@fault("not-a-zip")
def _cut_off(parts: Parts) -> None:
    parts.finish = lambda data: data[: len(data) // 2]


@fault("not-a-zip")
def _empty(parts: Parts) -> None:
    parts.finish = lambda data: b""


@fault("zip-too-large")
def _bomb(parts: Parts) -> None:
    # the directory says four gigabytes: nobody may try
    parts.finish = lambda data: in_headers(data, CSS, 22, "<I", 0xFFFFFFF0)


@fault("zip-damaged")
def _checksum(parts: Parts) -> None:
    parts.finish = lambda data: in_headers(data, CSS, 14, "<I", 0x12345678)


@fault("zip-method")
def _other_method(parts: Parts) -> None:
    parts.finish = lambda data: in_headers(data, CSS, 8, "<H", 12)


@fault("zip-encrypted")
def _password(parts: Parts) -> None:
    parts.finish = lambda data: in_headers(data, CSS, 6, "<H", 1)


@fault("zip-escapes")
def _traversal(parts: Parts) -> None:
    parts.files["../../.profile"] = b"x"


@fault("zip-escapes")
def _absolute(parts: Parts) -> None:
    parts.files["/etc/cron.d/x"] = b"x"


@fault("zip-escapes")
def _windows(parts: Parts) -> None:
    parts.files["EPUB\\..\\..\\x"] = b"x"


fault("file-names")(lambda parts: rename(parts, "theme.css", "the:me.css"))
fault("file-names")(lambda parts: rename(parts, "theme.css", "t" * 256 + ".css"))
fault("plain-names")(lambda parts: rename(parts, "theme.css", "thème.css"))


@fault("zip-duplicate")
def _same_name(parts: Parts) -> None:
    parts.files["EPUB/THEME.css"] = parts.files[CSS]


fault("mimetype-missing")(lambda parts: parts.files.pop("mimetype"))


@fault("mimetype-first")
def _mimetype_last(parts: Parts) -> None:
    parts.files["mimetype"] = parts.files.pop("mimetype")


@fault("mimetype-stored")
def _mimetype_packed(parts: Parts) -> None:
    parts.mimetype_packed = True


@fault("mimetype-words")
def _mimetype_line_end(parts: Parts) -> None:
    parts.files["mimetype"] += b"\n"


@fault("mimetype-extra")
def _mimetype_extra(parts: Parts) -> None:
    parts.mimetype_extra = b"\x99\x99\x04\x00abcd"


fault("container")(lambda parts: parts.files.pop("META-INF/container.xml"))
subs("rootfile", "META-INF/container.xml", ("content.opf", "package.opf"))


@fault("stray-files")
def _mac(parts: Parts) -> None:
    parts.files["__MACOSX/EPUB/._theme.css"] = b"x"


def encrypt(parts: Parts, name: str, algorithm: str) -> None:
    parts.files["META-INF/encryption.xml"] = (
        '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"'
        ' xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        f'<enc:EncryptionMethod Algorithm="{algorithm}"/><enc:CipherData><enc:CipherReference URI="{name}"/>'
        "</enc:CipherData></enc:EncryptedData></encryption>"
    ).encode()


@fault("drm")
def _adept(parts: Parts) -> None:
    encrypt(parts, ONE, "http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    parts.files[ONE] = bytes(range(256))


@fault("drm")
def _licence(parts: Parts) -> None:
    parts.files["META-INF/rights.xml"] = b"<rights/>"


@fault("obfuscated-fonts")
def _obfuscated(parts: Parts) -> None:
    parts.listed("a.otf", "font/otf", b"OTTO")
    encrypt(parts, "EPUB/a.otf", "http://www.idpf.org/2008/embedding")


elements("kepub-name", '<p><span class="koboSpan" id="kobo.1.1">Rain.</span></p>')


@fault("kepub-name")
def _kepub_in_name_only(parts: Parts) -> None:
    parts.name = "book.kepub.epub"


@fault("book-size")
def _heavy(parts: Parts) -> None:
    parts.listed("big.bin", "application/octet-stream", os.urandom(50_100_000))


# XML

elements("xml-well-formed", "<p>", "<p>a & b</p>", "<p>\x01</p>", "<p>&nbsp;</p>")
subs("xml-well-formed", OPF, ("</manifest>", ""))
subs("xml-well-formed", NCX, ("</navMap>", ""))


@fault("xml-entities")
def _laughs(parts: Parts) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
    parts.sub(ONE, "<!DOCTYPE html>", f"<!DOCTYPE html [{lol}]>")
    parts.into(ONE, "<p>&l9;</p>")


@fault("xml-entities")
def _file_from_the_disk(parts: Parts) -> None:
    parts.sub(OPF, "<package", '<!DOCTYPE package [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<package')


@fault("xml-encoding")
def _latin(parts: Parts) -> None:
    parts.into(ONE, "<p>caf</p>")
    parts.files[ONE] = parts.files[ONE].replace(b"caf<", b"caf\xe9<")


subs(
    "xml-encoding",
    ONE,
    ('encoding="utf-8"', 'encoding="iso-8859-1"'),
    ('encoding="utf-8"', 'encoding="punycode"'),
)
elements("xml-too-long", "<p>rain</p>" * 1_000_000, "<br/>" * 200_100)
subs("xml-declaration", ONE, ('<?xml version="1.0" encoding="utf-8"?>\n', ""))

# Metadata

fault("package")(lambda parts: parts.files.update({OPF: b"<html/>"}))
subs("package-version", OPF, ('version="3.0"', 'version="7"'))
fault("package-sections")(lambda parts: parts.cut(OPF, "<spine", "</spine>"))
subs(
    "identifier",
    OPF,
    ('unique-identifier="identifier"', 'unique-identifier="other"'),
    ('id="identifier">urn', 'id="x">urn'),
)
fault("title")(lambda parts: parts.cut(OPF, '<dc:title id="title">', "</dc:title>"))
subs("title", OPF, (">The Balloon Post</dc:title>", "> </dc:title>"))
fault("author")(lambda parts: parts.cut(OPF, "<dc:creator", "</dc:creator>"))
fault("language")(lambda parts: parts.cut(OPF, "<dc:language", "</dc:language>"))
subs("language-tag", OPF, (">en</dc:language>", ">English_GB</dc:language>"))
subs("language-tag", ONE, ('lang="en" xml:lang="en"', 'lang="e" xml:lang="e"'))
subs(
    "language-kindle",
    OPF,
    (">en</dc:language>", ">ru</dc:language>"),
    (">en</dc:language>", ">und</dc:language>"),
)
fault("modified")(lambda parts: parts.cut(OPF, '<meta property="dcterms:modified">', "</meta>"))
subs("modified", OPF, ("Z</meta>", "+01:00</meta>"))
fault("modified")(lambda parts: parts.meta('<meta property="dcterms:modified">2024-01-01T00:00:00Z</meta>'))
fault("date")(lambda parts: parts.meta("<dc:date>1/2/2024</dc:date>"))
fault("refines")(lambda parts: parts.meta('<meta refines="#nobody" property="role">aut</meta>'))
fault("series")(lambda parts: parts.meta('<meta name="calibre:series_index" content="two"/>'))
fault("series")(lambda parts: parts.meta('<meta refines="#title" property="group-position">II</meta>'))
subs("direction", OPF, (">en</dc:language>", ">he</dc:language>"))

# Manifest and spine

fault("manifest-missing")(lambda parts: parts.files.pop(TWO))
subs("manifest-missing", OPF, ('href="theme.css"', 'href="../../theme.css"'), ('href="theme.css"', 'href=""'))


@fault("manifest-unlisted")
def _unlisted(parts: Parts) -> None:
    parts.files["EPUB/draft.xhtml"] = parts.files[ONE]


subs(
    "manifest-twice",
    OPF,
    ("</manifest>", '<item id="again" href="theme.css" media-type="text/css"/></manifest>'),
    ('id="theme.css"', 'id="ncx"'),
)
subs(
    "media-type",
    OPF,
    ('media-type="image/jpeg"', 'media-type="image/png"'),
    ('media-type="text/css"', 'media-type="text/plain"'),
    ('media-type="text/css"', 'media-type=""'),
    ('media-type="image/jpeg"', 'media-type="image/jpg"'),
)
fault("page-kind")(lambda parts: parts.files.update({TWO: b'<?xml version="1.0"?><ncx/>'}))
fault("spine-empty")(
    lambda parts: parts.cut(OPF, '<itemref idref="cover.xhtml"/>', '<itemref idref="colophon.xhtml"/>')
)
subs("spine-unknown", OPF, ('idref="chapter-0002.xhtml"', 'idref="chapter-2"'))
subs("spine-twice", OPF, ('<itemref idref="chapter-0002.xhtml"/>', '<itemref idref="chapter-0001.xhtml"/>'))
subs("spine-kind", OPF, ('<itemref idref="chapter-0002.xhtml"/>', '<itemref idref="theme.css"/>'))
subs("page-left-out", OPF, ('<itemref idref="chapter-0002.xhtml"/>', ""))
elements("properties", '<svg xmlns="http://www.w3.org/2000/svg"/>', "<script>1</script>", "<form/>")

# Contents

subs("nav-missing", OPF, (' properties="nav"', ""))
subs("nav-toc", NAV, ('epub:type="toc" role', 'epub:type="lot" role'))
fault("nav-toc")(lambda parts: parts.cut(NAV, "<ol>", "</ol>"))
subs("nav-label", NAV, (">Prologue<", "> <"))
subs("nav-label", NCX, ("<text>Prologue</text>", "<text/>"))
subs("nav-order", NAV, ("chapter-0001.xhtml", "chapter-0003.xhtml"))


@fault("ncx-missing")
def _without_ncx(parts: Parts) -> None:
    del parts.files[NCX]
    parts.sub(OPF, '<item href="toc.ncx" id="ncx" media-type="application/x-dtbncx+xml"/>', "")
    parts.sub(OPF, ' toc="ncx"', "")


@fault("ncx-needed")
def _epub_2_without_ncx(parts: Parts) -> None:
    _without_ncx(parts)
    parts.sub(OPF, 'version="3.0"', 'version="2.0"')


subs("ncx-named", OPF, (' toc="ncx"', ""))
fault("ncx-empty")(lambda parts: parts.cut(NCX, "<navMap>", "</navMap>"))
subs(
    "ncx-target",
    NCX,
    ("chapter-0002.xhtml", "chapter-2.xhtml"),
    ("chapter-0002.xhtml", "chapter-0002.xhtml#no"),
)
subs("ncx-identifier", NCX, ("urn:uuid:", "urn:uuid:0"))
subs("ncx-order", NCX, ('playOrder="3"', 'playOrder="4"'), ('playOrder="3"', ""))
subs("ncx-differs", NCX, ("<text>Prologue", "<text>Epilogue"), ("chapter-0002.xhtml", "chapter-0003.xhtml"))


@fault("toc-depth")
def _deep(parts: Parts) -> None:
    link = '<a href="chapter-0001.xhtml">Deep</a>'
    parts.sub(NAV, "</a></li>", "</a>" + f"<ol><li>{link}" * 3 + "</li></ol>" * 3 + "</li>")


subs(
    "landmarks",
    NAV,
    ('epub:type="landmarks"', 'epub:type="lot"'),
    ('epub:type="bodymatter"', 'epub:type="chapter"'),
)
subs(
    "landmark-kind",
    NAV,
    (' epub:type="bodymatter"', ""),
    ('epub:type="cover" href="cover.xhtml"', 'epub:type="toc" href="contents.xhtml"'),
)
fault("guide")(lambda parts: parts.cut(OPF, "<guide>", "</guide>"))
subs("guide-target", OPF, ("</guide>", '<reference type="notes" href="no.xhtml"/></guide>'))

# Links

elements("id-twice", '<p id="a"/><p id="a"/>')
elements(
    "link-target",
    '<p><a href="no.xhtml">x</a></p>',
    '<p><a href="../../x">x</a></p>',
    '<p><a href="/etc/passwd">x</a></p>',
    '<p><a href="http://[x">x</a></p><p><img src="a%00b" alt=""/></p>',
)
elements("link-fragment", '<p><a href="chapter-0002.xhtml#no">x</a></p>', '<p><a href="#no">x</a></p>')


@fault("link-unlisted")
def _out_of_the_spine(parts: Parts) -> None:
    parts.sub(OPF, '<itemref idref="chapter-0002.xhtml"/>', "")
    parts.into(ONE, '<p><a href="chapter-0002.xhtml">on</a></p>')


@fault("link-body")
def _to_the_body(parts: Parts) -> None:
    parts.sub(TWO, "<body", '<body id="b"')
    parts.into(ONE, '<p><a href="chapter-0002.xhtml#b">on</a></p>')


elements(
    "link-scheme",
    '<p><a href="javascript:alert(1)">x</a></p>',
    '<p><a href="file:///etc/passwd">x</a></p>',
    '<p><a href="data:text/html,x">x</a></p>',
)
elements(
    "remote",
    '<p><img src="https://example.org/a.png" alt=""/></p>',
    '<p><img src="//example.org/a.png" alt=""/></p>',
    '<p><iframe src="http://example.org/"/></p>',
)
styles("remote", 'p { background: url("http://example.org/a.png") }', "@import 'http://example.org/a.css';")
elements("source-empty", '<p><img alt=""/></p>', '<p><img src="" alt=""/></p>')
styles(
    "css-target", "p { background: url(no.png) }", "@font-face { src: url('no.otf') }", '@import "no.css";'
)
elements("data-address", f'<p><img alt="" src="data:image/png;base64,{"A" * 120_000}"/></p>')

# Pages

elements("page-long", "<p>" + "rain " * 53_000 + "</p>")
elements("page-too-long", "<p>" + "rain " * 61_000 + "</p>")


def bare(body: str) -> Fault:
    """Return a fault: a chapter that has only this."""

    def break_it(parts: Parts) -> None:
        head = parts.files[TWO].decode().partition("<body")[0]
        parts.files[TWO] = f"{head}<body>{body}</body></html>".encode()

    return break_it


fault("page-empty")(bare("<p> </p>"))
fault("chapter-empty")(bare("<h2>Chapter 2</h2>"))
fault("page-title")(lambda parts: parts.cut(ONE, "<title>", "</title>"))
subs(
    "page-language",
    ONE,
    (' lang="en" xml:lang="en"', ""),
    ('lang="en" xml:lang="en"', 'lang="en" xml:lang="fr"'),
)
elements("heading-order", "<h3>a</h3><h6>b</h6>")
elements("heading-empty", "<h3> </h3>")
elements("image-alt", '<p><img src="cover.jpg"/></p>')
elements("scripts", "<script>1</script>", '<p onclick="x()">a</p>')
elements("old-elements", '<p><font color="red">a</font></p>', "<center>a</center>")
elements("inline-styles", '<p style="margin: 0">a</p>')
elements("style-in-page", "<style>" + "p { margin: 0 }\n" * 2_000 + "</style>")
elements("lost-characters", "<p>caf\ufffd</p>")
elements("kobo-spans", '<p><span class="koboSpan">Rain.</span></p>')

# Pictures

subs("cover", OPF, (' properties="cover-image"', ""))
subs(
    "cover-old-readers",
    OPF,
    ('<meta name="cover" content="cover-image"/>', ""),
    ('content="cover-image"', 'content="no"'),
)


def cover(check: str, form: str, size: tuple[int, int], mode: str = "RGB") -> None:
    """Enter a fault: another picture for a cover."""

    @fault(check)
    def _(parts: Parts) -> None:
        parts.files[COVER] = image(form, size, mode)
        parts.sub(OPF, "image/jpeg", f"image/{form.lower()}")


cover("cover-format", "GIF", (800, 1200))
cover("cover-small", "JPEG", (300, 480))
cover("cover-upright", "JPEG", (1600, 1200))
cover("image-format", "WEBP", (800, 1200))
cover("image-pixels", "PNG", (3000, 4000))
cover("image-colours", "JPEG", (800, 1200), "CMYK")


@fault("cover-first")
def _title_page_first(parts: Parts) -> None:
    parts.sub(OPF, '<itemref idref="cover.xhtml"/>', "")
    parts.sub(
        OPF,
        '<itemref idref="titlepage.xhtml"/>',
        '<itemref idref="titlepage.xhtml"/><itemref idref="cover.xhtml"/>',
    )


fault("image-broken")(lambda parts: parts.files.update({COVER: b"<html>404</html>"}))


@fault("image-bytes")
def _heavy_picture(parts: Parts) -> None:
    parts.listed("a.png", "image/png", image("PNG", (1400, 1400), noise=True))


# Stylesheets

styles("css-syntax", "p { margin: 0", "}", "/* no end", 'p { content: "no end\n }')
fault("css-encoding")(lambda parts: parts.files.update({CSS: "/* é */".encode("latin-1")}))
styles(
    "css-functions",
    ".x { width: calc(100% - 1em) }",
    ".x { margin: var(--gap) }",
    ":root { --gap: 1em }",
    "@media screen { .x { width: min(1em, 5%) } }",
)
styles("css-units", ".x { margin: 1rem }", ".x { height: 100vh }")
styles("css-layout", ".x { display: flex }", ".x { display: inline-grid }")
styles("css-position", ".x { position: fixed }")
styles("css-selectors", ".x:is(p, div) { margin: 0 }")
styles("css-empty-block", "@media print { }", "@supports (x: y) {}")
styles("css-import", '@import "theme.css";')
styles("css-colours", "p { color: black }", ".x { background: #fff }")
elements("css-colours", '<p style="color: #000">a</p>')
styles("css-font", "body { font-family: Georgia }", "p.first { font: 1em serif }")
styles("css-font-size", "p { font-size: 12pt }", ".x { font-size: 14px }")
styles("css-line-height", "body { line-height: 1.5 }")
styles("css-kobo", "span { margin: 0 }", "body > p { margin: 0 }", "a, div { margin: 0 }")
fault("fonts")(lambda parts: parts.listed("a.otf", "font/otf", b"OTTO"))
styles("font-format", '@font-face { font-family: x; src: url("cover.jpg#.woff2") }')

# Accessibility

for name in ("mode", "features", "hazards", "sufficient", "summary"):
    word = {"mode": "Mode", "features": "ibilityFeature", "hazards": "ibilityHazard"}.get(name)
    word = word or {"sufficient": "ModeSufficient", "summary": "ibilitySummary"}[name]

    @fault(f"access-{name}")
    def _unsaid(parts: Parts, word: str = word) -> None:
        while f'"schema:access{word}"' in parts.files[OPF].decode():
            parts.cut(OPF, f'<meta property="schema:access{word}"', "</meta>")


subs("access-words", OPF, (">displayTransformability<", ">large letters<"))
subs("package-language", OPF, (' xml:lang="en">\n  <metadata', ">\n  <metadata"))
