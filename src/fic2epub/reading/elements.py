"""What the elements of HTML are to a reader of text: which end a line, which style words, which hide them."""

from __future__ import annotations

from fic2epub.model.manuscript import Style

PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote ul ol dl menu dir pre table fieldset figure".split())
"""They stand apart: a browser copies them with a blank line before and after."""

LINES = frozenset(
    "address article aside body caption center dd details dialog div dt figcaption footer form frameset"
    " head header hgroup html legend main nav noframes noscript optgroup option search section select"
    " summary tbody tfoot thead tr".split()
)
"""They begin and end a line, and no more."""

TAGGED = frozenset("h1 h2 h3 h4 h5 h6 li blockquote pre td th".split())
"""The innermost of these that is open is the tag of a line."""

STYLES: dict[str, tuple[Style, ...]] = {
    "em": (Style.EMPHASIS,),
    "i": (Style.EMPHASIS,),
    "cite": (Style.EMPHASIS,),
    "dfn": (Style.EMPHASIS,),
    "var": (Style.EMPHASIS,),
    "strong": (Style.STRONG,),
    "b": (Style.STRONG,),
    "u": (Style.UNDERLINE,),
    "ins": (Style.UNDERLINE,),
    "s": (Style.STRUCK,),
    "strike": (Style.STRUCK,),
    "del": (Style.STRUCK,),
    "sup": (Style.SUPER,),
    "sub": (Style.SUB,),
}

INLINE = frozenset(
    "a abbr acronym bdi bdo big blink button canvas code data font img input kbd label map mark marquee meter"
    " nobr object output picture progress q rb rp rt rtc ruby samp small span time tt video audio".split()
) | frozenset(STYLES)

CELLS = frozenset(("td", "th"))

VOID = frozenset(
    "area base basefont bgsound br col command embed frame hr img input keygen link meta param source track"
    " wbr spacer".split()
)
"""They have no content and no end tag."""

RAW = frozenset("script style title textarea iframe noembed xmp plaintext template svg".split())
"""Inside them no tag counts but their own end tag. (In `template` and `svg` tags do count for a browser; but
nothing in them is shown.)"""

NEVER_SHOWN = frozenset(("script", "style"))
"""Programs and style sheets: no words of anyone's, and not worth an entry."""

UNSEEN = frozenset("select datalist template svg iframe noembed noscript textarea".split())
"""Their words are not on the page that a reader sees."""

OTHER = frozenset("colgroup math slot xml".split())

KNOWN = TAGGED | PARAGRAPHS | LINES | INLINE | CELLS | VOID | RAW | UNSEEN | OTHER
"""Every element that HTML has or had. `<sighs>` is none of them, and so is words."""

BARE = frozenset(
    "allowfullscreen alt async autofocus autoplay checked class compact contenteditable controls crossorigin"
    " default defer disabled download draggable hidden href id inert ismap itemscope loop multiple muted name"
    " nomodule noresize noshade novalidate nowrap open playsinline readonly required reversed rel scoped"
    " seamless selected src start style tabindex target title translate value width height align".split()
)
"""The attributes that may stand without a value. With any other word, `<b and c>` is words."""

# What an element's start tag ends, if it is still open, and how far up that is looked for (HTML, 13.1.2.4).
_ITEM = (frozenset(("li",)), frozenset(("ul", "ol", "menu", "dir")))
_TERM = (frozenset(("dt", "dd")), frozenset(("dl",)))
CLOSES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": _ITEM,
    "dt": _TERM,
    "dd": _TERM,
    "td": (CELLS, frozenset(("tr", "table"))),
    "th": (CELLS, frozenset(("tr", "table"))),
    "tr": (frozenset(("tr",)), frozenset(("table",))),
    "option": (frozenset(("option",)), frozenset(("select",))),
    "rt": (frozenset(("rt", "rp")), frozenset(("ruby",))),
    "rp": (frozenset(("rt", "rp")), frozenset(("ruby",))),
    "a": (frozenset(("a",)), frozenset(("td", "table"))),
}
P_CLOSER = (frozenset(("p",)), frozenset(("td", "th", "table", "button", "object", "caption")))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
