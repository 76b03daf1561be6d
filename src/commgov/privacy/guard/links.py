"""Links to forms and sheets that others may read: the way in which lists of hundreds of residents leaked."""

import re

_HOSTS = frozenset(
    {
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
    }
)
_HOST = re.compile(r"[A-Za-z0-9\-]{1,40}+(?:\.[A-Za-z0-9\-]{1,40}){1,4}", re.ASCII)
_DOT_LETTER = re.compile(r"\.[A-Za-z]")
_PATH = re.compile(r"(?:[/?#][!-~]{0,300})?", re.ASCII)
_LABELS = range(2, 5)  # of a host's name
_SHARED = re.compile("(?:腾讯文档|金山文档|飞书文档|石墨文档|共享文档|在线文档|在线表格|共享表格|接龙管家)[】\\]]")


def form_links(text: str) -> list[tuple[int, int]]:
    """Where a link to a shared form or sheet stands, or the title that a chat program puts in its place.

    Args:
        text: folded text.

    Example:
        >>> form_links("请填 https://docs.qq.com/form/page/X1 谢谢")
        [(3, 35)]
    """
    found = []
    if "." in text and _DOT_LETTER.search(text) is not None:
        for host in _HOST.finditer(text):
            start, end = host.span()
            if text[start - 1 : start] != "@" and _is_shared(host.group()):
                scheme = next((len(each) for each in ("https://", "http://") if text.endswith(each, 0, start)), 0)
                found.append((start - scheme, _PATH.match(text, end).end()))  # type: ignore[union-attr]
    if "】" in text or "]" in text:
        found += [title.span() for title in _SHARED.finditer(text)]
    return found


def _is_shared(host: str) -> bool:
    """Whether a host is one of those, or lies under one."""
    labels = host.casefold().split(".")
    return any(".".join(labels[-count:]) in _HOSTS for count in _LABELS)
