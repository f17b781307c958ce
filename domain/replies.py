"""常用语: the sentences an office writes again and again with a move, and those it begins with."""

from collections.abc import Mapping

from domain.workflow import Move

Replies = Mapping[Move, tuple[str, ...]]
MOST, LONGEST = 30, 200

FIRST: Replies = {
    Move.TRIAGE: (
        "属社区（村）职责，由社区（村）办理。",
        "涉及多个部门，由街道（镇）统筹办理。",
        "超出街道（镇）权限，报县级协调。",
    ),
    Move.SETTLE: (
        "已当面解释清楚，群众表示理解。",
        "已当场处理完毕，群众确认。",
    ),
    Move.DECLINE: (
        "不属于受理范围，已告知应当找的部门和电话。",
        "已进入诉讼、仲裁或复议程序，已告知按程序办理。",
        "经核实情况不存在，已向反映人说明。",
    ),
    Move.DISPATCH: (
        "请按时签收，先联系反映人，再到现场查看。",
        "请牵头会同协办单位到现场研究后办理。",
    ),
    Move.RETURN: (
        "不属本单位职责，建议改派。",
        "位置或情况不清，请补充后再派。",
    ),
    Move.CONTACT: (
        "已电话联系反映人，说明办理安排。",
        "已上门见面，核实了情况。",
    ),
    Move.MEASURE: (
        "已设置警示标志，先行排除险情。",
        "已联系维修单位到场处置。",
    ),
    Move.REPORT: (
        "已现场查看，正在制定办法。",
        "材料已到位，正在施工。",
        "已约双方见面，正在调解。",
    ),
    Move.EXTEND: (
        "需采购材料，不能按期完成。",
        "需走公示、报批程序，不能按期完成。",
    ),
    Move.SUSPEND: (
        "等待上级批复。",
        "等待资金下达。",
        "反映人外出，待其返回后办理。",
    ),
    Move.RESUME: ("条件已具备，恢复办理。",),
    Move.RESOLVE: (
        "已修复，现场查看正常。",
        "已调解，双方达成一致。",
        "已当面答复，群众认可。",
    ),
    Move.ESCALATE: (
        "超出社区（村）能力，报街道（镇）统筹。",
        "需县级部门立项或协调，报县级。",
    ),
    Move.FOLLOW_UP: (
        "群众表示满意。",
        "问题已解决，群众对办理时间有意见。",
        "电话无人接听，改日再访。",
    ),
    Move.REWORK: ("群众不满意，请重新办理并当面答复。",),
    Move.CLOSE: (
        "已解决，予以销号。",
        "已尽力办理并解释到位，经研究予以销号。",
    ),
    Move.MERGE: ("反映的是同一件事，一并办理。",),
    Move.RECOLOUR: (
        "经核实情况较轻，调整颜色。",
        "影响面扩大，调整颜色。",
    ),
}


def fault(text: str, known: tuple[str, ...]) -> str:
    """Why a sentence cannot be kept, in one sentence; empty when it can."""
    if not text.strip():
        return "还没有写内容，没有存为常用语；请先写一句。"
    if len(text.strip()) > LONGEST:
        return f"常用语最长 {LONGEST} 字，没有保存；请先删短。"
    if text.strip() in known:
        return "常用语里已经有这一句。"
    if len(known) >= MOST:
        return f"每一步最多 {MOST} 句常用语，没有保存；请先移除不用的。"
    return ""
