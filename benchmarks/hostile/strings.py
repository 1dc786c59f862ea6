"""Hostile strings: injections into markup, headers and paths, unusual characters, and expensive queries.

A page may show these strings only as text. The injected tags, attributes and URLs contain MARK. The tags, attributes
and URLs of our pages never contain it.
"""

MARK = "xq7"

MARKUP = (
    f"<{MARK}>",
    f"</title><{MARK}>",
    f"</textarea></script><{MARK} onload=alert(1)>",
    f'"><{MARK}>',
    f"'><{MARK} a='",
    f'" onmouseover="{MARK}()" x="',
    f"' autofocus onfocus={MARK}() '",
    f"<script>{MARK}()</script>",
    f"<img src={MARK} onerror={MARK}()>",
    f"<svg/onload={MARK}()>",
    f"javascript:{MARK}()",
    f"data:text/html,<{MARK}>",
    f"//{MARK}.example/",
    f"https://{MARK}.example/\\@host/",
    f"<!--<{MARK}>-->",
    f"<![CDATA[<{MARK}>]]>",
    f"<?{MARK} ?>",
    f"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><{MARK}>&e;",
    f"&lt;{MARK}&gt; &#60;{MARK}&#62; &amp;lt;",
    f"\u2028<{MARK}>\u2029",
    f"＜{MARK}＞ ‹{MARK}›",
    f"<{MARK}\x00>",
    f"{{{{ 7*'{MARK}' }}}} {{% include '/etc/passwd' %}} ${{7*7}} #{{7*7}} <%= 7*7 %>",
    f"]]></summary><{MARK}>",
)
ODD = (
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "%0d%0aX-Evil: 1",
    "%s%s%s%n %(name)s %(count)d {0} {name!r:>9999999}",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "....//....//",
    "file:///etc/passwd",
    "'; DROP TABLE summaries; --",
    "1 OR 1=1",
    "-1",
    "0",
    "NaN",
    "1e309",
    "9" * 400,
    "٣",  # an Arabic-Indic digit
    "²",
    "true",
    "null",
    "undefined",
    "\ufeff",
    "\u202eesrever",
    "\u200b" * 50,
    "e" + "\u0301" * 300,
    "ﷺ" * 60,
    "İıſßẞǅ",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\ud7ff\ue000\ufffe\uffff\U0010ffff",
    "Z̸̡̛̘a̶̡l̴̢g̷̨o̵̢",
    " ",
    "\t\n\v\f\u00a0\u3000",
    "~",
    "a~b~c",
    "𝕬𝖑𝖘",
    "ﬁ ﬂ ǆ",
    "=1+1|cmd",
)
QUERIES = (
    '"',
    '"""""""',
    "(" * 256 + ")" * 256,
    ")" * 512,
    "(" * 512,
    "-" * 512,
    "a OR " * 102,
    "NOT " * 128,
    "- - - - -a",
    "a* " * 170,
    "aaa* " * 128,
    "the* of* and* cel* ste* pat* tre* stu*",
    '"a b c d e f g h"~99999999999999999999',
    '"stem cells"~5 ' * 34,
    '"the of and in to a with for"',
    "cells " * 85,
    "condition:als " * 36,
    "condition:",
    "condition:(a OR b",
    "title:title:title:als",
    "year:..",
    "year:0..99999999999999999999",
    "year:2015..2020 " * 32,
    "author:" * 73,
    "nosuchfield:x",
    "a:b:c:d:e",
    "zzzzqqq " * 64,
    "brething wlking celss intratecal patints " * 12,
    "AND OR NOT",
    "OR OR OR",
    "*",
    "***",
    "?",
    "a?b*c",
    "\\" * 512,
    "als -als",
    "-(als OR knee) -(-(stroke))",
    "IL-6 TNF-α CD34+ 5-HT2A C3-4 " * 16,
    "x" * 512,
    "x" * 5_000,
    "Ω" * 512,
    "漢" * 512,
    "a" + "\u0301" * 511,
    "stem cells " * 300,
)
ALL = MARKUP + ODD + QUERIES

DOCUMENTS = {
    "titles.jsonl": "\n".join(
        f'{{"id": "hostile-{number}", "title": {text}, "text": {text}}}'
        for number, text in enumerate(
            (
                f'"<script>{MARK}()</script> cells"',
                f'"</title><{MARK}> stem cells \\u0000 \\u202e"',
                f'"\\" onmouseover=\\"{MARK}()\\" intrathecal"',
                f'"]]></summary><{MARK}> ALS {{{{ 7*7 }}}}"',
            )
        )
    )
    + "\n",
    "citation.md": f"""---
title: "'\\"><{MARK}> cells given intrathecally"
conditions: [amyotrophic-lateral-sclerosis]
routes: [intrathecal]
year: 2020
citation:
  authors: ["<{MARK}> A", "\\"><{MARK}> B"]
  title: "</cite><{MARK} onload={MARK}()>"
  journal: "' onclick='{MARK}()"
  volume: "<{MARK}>"
  pages: "\\"><{MARK}>"
  doi: '10.1234/"><{MARK}>'
  url: 'https://example.org/"><{MARK}>'
---
Stem cells <{MARK}>, <b onclick={MARK}()>bold</b>, [link](javascript:{MARK}()), `<{MARK}>`, &lt;{MARK}&gt;.

<script>{MARK}()</script>

    <{MARK}> in a block of code
""",
}
