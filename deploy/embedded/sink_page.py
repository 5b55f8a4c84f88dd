"""The page of sent messages: plain HTML, no script."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from html import escape

from deploy.embedded.sink_messages import Kind, TakenMessage

SHOWN = 200
CHINA = timezone(timedelta(hours=8))
ADDRESS = re.compile(r"https?://[^\s<>\"'，。；：！？、（）《》“”]+")
KIND_NAMES = {Kind.MAIL: "邮件", Kind.SMS: "短信"}

PAGE = """\
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>已发出的邮件和短信</title>
<style>
body {{ margin: 0; background: #f3f5f8; color: #1d2733;
  font: 16px/1.7 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }}
header {{ background: #0b4ea2; color: #fff; padding: 20px 0 }}
header p {{ margin: 0; color: #d5e3f5; font-size: 14px }}
h1 {{ margin: 0; font-size: 22px }}
.wide {{ max-width: 860px; margin: 0 auto; padding: 0 16px }}
form {{ display: flex; gap: 8px; margin: 20px auto }}
input {{ flex: 1; min-width: 0; padding: 8px 12px; border: 1px solid #aab4c2; border-radius: 4px; font: inherit }}
button {{ padding: 8px 20px; border: 0; border-radius: 4px; background: #0b4ea2; color: #fff;
  font: inherit; cursor: pointer }}
article {{ background: #fff; border: 1px solid #dde3ea; border-radius: 6px; padding: 14px 18px; margin: 0 0 12px }}
article p {{ margin: 6px 0 0; white-space: pre-wrap; overflow-wrap: anywhere }}
.facts {{ display: flex; flex-wrap: wrap; gap: 4px 12px; color: #566272; font-size: 14px }}
.kind {{ border-radius: 3px; padding: 0 8px; color: #fff; background: #0b4ea2 }}
.kind.sms {{ background: #1a7a4a }}
h2 {{ margin: 6px 0 0; font-size: 17px }}
.empty {{ text-align: center; color: #566272; padding: 48px 0 }}
</style>
</head>
<body>
<header><div class="wide"><h1>已发出的邮件和短信</h1>
<p>演示环境不会真正发送：系统发出的每一封邮件、每一条短信都留在这里。</p></div></header>
<main class="wide">
<form method="get" action="/" role="search">
<input type="search" name="q" value="{words}" aria-label="查找" placeholder="按手机号、邮箱或内容查找">
<button type="submit">查找</button>
</form>
{body}
</main>
</body>
</html>
"""

ARTICLE = """\
<article>
<div class="facts">
<span class="kind {kind}">{kind_name}</span><span>发往 {to}</span><time datetime="{at}">{shown_at}</time>
</div>
{heading}<p>{text}</p>
</article>
"""


def render_page(messages: Sequence[TakenMessage], *, words: str) -> str:
    """The newest messages, or a sentence when there are none."""
    if messages:
        body = "".join(_article(message) for message in messages[:SHOWN])
        if len(messages) > SHOWN:
            body += f'<p class="empty">只显示最近 {SHOWN} 条，共 {len(messages)} 条，请用查找缩小范围。</p>'
    else:
        body = f'<p class="empty">{"没有符合条件的消息。" if words else "还没有发出过邮件或短信。"}</p>'
    return PAGE.format(words=escape(words), body=body)


def _article(message: TakenMessage) -> str:
    at = datetime.fromisoformat(message.at)
    heading = f"<h2>{escape(message.subject)}</h2>\n" if message.kind is Kind.MAIL else ""
    return ARTICLE.format(
        kind=message.kind.value,
        kind_name=KIND_NAMES[message.kind],
        to=escape(message.to),
        at=escape(message.at),
        shown_at=at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
        heading=heading,
        text=_with_links(message.text.strip()),
    )


def _with_links(text: str) -> str:
    parts, end = [], 0
    for match in ADDRESS.finditer(text):
        address = escape(match[0])
        parts += [escape(text[end : match.start()]), f'<a href="{address}" rel="noreferrer">{address}</a>']
        end = match.end()
    return "".join([*parts, escape(text[end:])])
