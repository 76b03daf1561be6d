"""Links to forms and sheets that others may read: the way in which lists of hundreds of residents leaked."""

import re
from collections.abc import Iterator

_HOSTS = (
    "docs.qq.com",
    "doc.weixin.qq.com",
    "wj.qq.com",
    "kdocs.cn",
    "f.kdocs.cn",
    "f.wps.cn",
    "jinshuju.net",
    "jsj.top",
    "jsj.ink",
    "wjx.cn",
    "wjx.top",
    "wjx.com",
    "wenjuan.com",
    "wenjuan.net",
    "wenjuan.in",
    "mikecrm.com",
    "feishu.cn",
    "larksuite.com",
    "shimo.im",
    "yuque.com",
    "alidocs.dingtalk.com",
    "baoming.com",
    "hdb.com",
    "jiandaoyun.com",
    "pan.baidu.com",
    "docs.google.com",
    "forms.gle",
    "drive.google.com",
    "forms.office.com",
    "onedrive.live.com",
    "sharepoint.com",
    "airtable.com",
    "typeform.com",
    "tally.so",
    "notion.so",
)
_LINK = re.compile(
    r"(?<![A-Za-z0-9.\-])(?:https?://)?(?:[A-Za-z0-9\-]{1,40}\.){0,3}(?:"
    + "|".join(re.escape(host) for host in sorted(_HOSTS, key=len, reverse=True))
    + r")(?:[/?#][!-~]{0,200}+)?(?![A-Za-z0-9.\-])",
    re.ASCII | re.IGNORECASE,
)
_SHARED = re.compile("(?:腾讯文档|金山文档|飞书文档|石墨文档|共享文档|在线文档|在线表格|共享表格|接龙管家)[】\\]]")


def form_links(text: str) -> Iterator[tuple[int, int]]:
    """Where a link to a shared form or sheet stands, or the title that a chat program puts in its place.

    Args:
        text: folded text.

    Example:
        >>> list(form_links("请填 https://docs.qq.com/form/page/X1 谢谢"))
        [(3, 35)]
    """
    if "." in text:
        for found in _LINK.finditer(text):
            yield found.span()
    if "】" in text or "]" in text:
        for found in _SHARED.finditer(text):
            yield found.span()
