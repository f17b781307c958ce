"""The command line: a public interface. Without a verb it opens the window.

Every verb exits with 0, or with 1 and exactly one line on stderr that says what is wrong.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn

from domain.errors import KnownError
from domain.paper_sizes import PaperSize
from ui import log

FORMS = ("households", "issues", "cadres", "divisions", "categories")
IMPORTED = (*FORMS, "check_ins", "visits", "finance")


# What argparse says, and how it is said here; the first that fits.
_SAID = (
    (r"the following arguments are required: (.*)", "缺少 {0}"),
    (r"unrecognized arguments: (.*)", "不认识 {0}"),
    (r"ambiguous option: (\S+) could match (.*)", "{0} 可以是 {1}，请写全"),
    (r"argument (.*): invalid choice: '(.*)' \(choose from (.*)\)", "{0} 不能是 {1}，只能是 {2}"),
    (r"argument (.*): expected (?:one|at least one) argument", "{0} 后面没有写值"),
    (r"argument (.*): invalid \w+ value: '(.*)'", "{0} 要写数字，不能是 {1}"),
    (r"argument (.*?): (.*)", "{0}：{1}"),
)


def _in_chinese(message: str) -> str:
    found = ((re.fullmatch(pattern, message), words) for pattern, words in _SAID)
    told = next((words.format(*m.groups()) for m, words in found if m is not None), message)
    return told.replace("'", "")


class _Parser(argparse.ArgumentParser):
    """Wrong usage is one clear line, as every other mistake of a user's."""

    def error(self, message: str) -> NoReturn:
        raise KnownError(f"命令写法不对：{_in_chinese(message)}；用 --help 查看写法。")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-06-01") from error


Verb = Callable[[str, str], argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """The whole grammar; the options of the ledger may stand before or after the verb."""
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--db", metavar="LOCATION", help="台账文件，或 postgresql:// 地址")
    shared.add_argument("--user", metavar="NAME", help="用户名")
    shared.add_argument("--password-file", metavar="FILE", help="密码文件，只读第一行")
    whole = _Parser(prog="main.py", description="知情解难工作台", parents=[shared])
    verbs = whole.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)

    def verb(name: str, words: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=words, description=words, parents=[shared])

    for grammar in (_ledgers, _spreadsheets, _notices, _figures):
        grammar(verb)
    return whole


def _ledgers(verb: Verb) -> None:
    init = verb("init", "新建台账")
    init.add_argument("--division", required=True, metavar="CODE", help="街道、镇或县的区划代码")
    init.add_argument(
        "--recovery-key", type=Path, metavar="FILE", help="造一把恢复密钥，写进这个文件"
    )
    init.add_argument("--divisions", type=Path, metavar="CSV", help="区划表：code,name,parent")
    demo = verb("demo", "写入虚构的演示数据")
    demo.add_argument("--households", type=int, default=15_000, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")
    checking = verb("check", "检查台账是否完好；写上 PDF，核对它是不是登记簿里的公示")
    checking.add_argument("files", nargs="*", type=Path, metavar="PDF")
    verb("backup", "备份").add_argument("folder", type=Path, metavar="DIR")
    restoring = verb("restore", "恢复；--user 和 --password-file 是备份那时的")
    restoring.add_argument("file", type=Path, metavar="FILE")
    restoring.add_argument("--now-user", metavar="NAME", help="现在的用户，不同才写")
    restoring.add_argument("--now-password-file", metavar="FILE", help="现在的密码，不同才写")
    verb("tour", "走一遍所有页面，存成图片").add_argument("folder", type=Path, metavar="DIR")


def _spreadsheets(verb: Verb) -> None:
    imports = verb("import", "导入表格")
    imports.add_argument("kind", choices=IMPORTED)
    imports.add_argument("files", nargs="+", type=Path, metavar="FILE")
    imports.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    imports.add_argument("--report", type=Path, metavar="OUT.json", help="把检查结果写成 JSON")
    imports.add_argument("--place", metavar="NAME", help="表里没写社区、小区时，以此为准")
    exports = verb("export", "导出表格")
    exports.add_argument("kind", choices=FORMS)
    exports.add_argument("out", type=Path, metavar="OUT.xlsx")
    exports.add_argument("--unmasked", action="store_true", help="不脱敏；会记入日志")
    exports.add_argument("--query", default="", help="只导出筛选到的")
    exports.add_argument("--place", metavar="CODE_OR_NAME", help="只导出这个地点的")


def _notices(verb: Verb) -> None:
    notice = verb("notice", "打印公示")
    notice.add_argument("template", metavar="TEMPLATE", help="模板名；batch 表示批量")
    notice.add_argument("batch_template", nargs="?", metavar="TEMPLATE")
    notice.add_argument("--per", choices=("entrance",), help="批量：每个单元一张")
    several = "可以写几次，几个地点一起出"
    notice.add_argument(
        "--place", metavar="CODE_OR_NAME", action="append", default=[], help=several
    )
    _period(notice)
    sizes = tuple(size.value for size in PaperSize)
    notice.add_argument("--paper", choices=sizes, help="纸张；tiles 是两张 A4 拼 A3；不写是 a4")
    notice.add_argument("--number", metavar="N", help="打印已批准的第 N 号")
    notice.add_argument("--out", type=Path, required=True, metavar="OUT.pdf")


def _figures(verb: Verb) -> None:
    stats = verb("stats", "今天或某一天的数字")
    stats.add_argument("--at", type=_day, metavar="DATE")
    stats.add_argument("--json", action="store_true")
    analyse = verb("analyse", "从来信来访里找共性问题")
    _period(analyse)
    analyse.add_argument("--json", type=Path, required=True, metavar="OUT.json")
    chart = verb("chart", "画图")
    chart.add_argument("what", choices=("backlog",))
    _period(chart)
    chart.add_argument("--out", type=Path, required=True, metavar="OUT.png")
    chart.add_argument("--json", type=Path, metavar="OUT.json")


def _period(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--from", dest="since", type=_day, metavar="D")
    verb.add_argument("--to", dest="until", type=_day, metavar="D")


def run(words: Sequence[str]) -> int:
    """Run what the words say; returns the process's exit code."""
    log.to_stderr()
    try:
        chosen = parser().parse_args(words)
        return _run(chosen)
    except KnownError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("已中断，没有写完的内容没有保存。", file=sys.stderr)
        return 1


def _run(chosen: argparse.Namespace) -> int:
    if chosen.verb is None:
        from ui import application

        return application.run(getattr(chosen, "db", None), getattr(chosen, "user", None))
    from ui.verbs import VERBS

    for missing in ("db", "user", "password_file"):
        if not hasattr(chosen, missing):
            setattr(chosen, missing, None)
    VERBS[chosen.verb](chosen)
    return 0
