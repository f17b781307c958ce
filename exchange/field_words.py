"""What the office calls the fields that columns are recognised as, in the order of a menu."""

from exchange.synonyms import EXACT, IGNORED

_WORDS = {
    "name": "姓名",
    "head": "户主",
    "relation": "与户主关系",
    "head_flag": "是否户主",
    "id_number": "身份证号",
    "sex": "性别",
    "birth": "出生日期",
    "phone": "电话",
    "address": "地址",
    "county": "县",
    "township": "街道/镇",
    "community": "社区/村",
    "compound": "小区",
    "group": "村民小组",
    "building": "楼栋",
    "entrance": "单元",
    "room": "室号",
    "number": "户号",
    "residence_status": "人户状态",
    "tenure": "房屋性质",
    "care_tags": "重点人群",
    "care_flag": "重点人群（是/否）",
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "party_member": "是否党员",
    "consented": "同意公开手机号",
    "document": "证件类型",
    "employer": "工作单位",
    "registered_place": "户籍地",
    "head_phone": "户主电话",
    "head_id_number": "户主身份证号",
    "title": "问题标题",
    "description": "问题内容",
    "registered": "登记时间",
    "person": "反映人",
    "category": "类别",
    "category1": "一级类别",
    "category2": "二级类别",
    "category3": "三级类别",
    "unit": "单位",
    "reply": "答复内容",
    "replied": "答复时间",
    "source": "来源",
    "state": "状态",
    "colour": "颜色",
    "team": "组别",
    "leader": "组长",
    "duty": "职务",
    "unit_duty": "单位及职务",
    "team_duty": "组内职务",
    "area": "包联范围",
    "line": "双线",
    "post": "认领岗位",
    "since": "报到日期",
    "until": "迁出日期",
    "served_on": "服务日期",
    "service": "服务内容",
    "hours": "服务时长",
    "code": "区划代码",
    "parent": "上级代码",
    "day": "走访日期",
    "outcome": "走访结果",
    "people": "走访人",
    "kind": "走访方式",
    "note": "情况",
    "need": "需求",
    "handled": "需求办理",
    "month": "月",
    "month_day": "日",
    "voucher": "凭证号",
    "summary": "摘要",
    "income": "收入",
    "expense": "支出",
    "balance": "结余",
    "handler": "经手人",
    "witness": "证明人",
    "approver": "审批人",
    "remark": "备注",
    "serial": "序号",
}
_OTHERWISE = {
    ("issues", "number"): "编号",
    ("divisions", "name"): "名称",
    ("visits", "code"): "户编号",
    ("check_ins", "compound"): "报到小区",
    ("check_ins", "unit"): "工作单位",
    ("finance", "day"): "日期",
}
NOT_IMPORTED = "不导入"


def field_word(kind: str, field: str) -> str:
    """The word for a field of a kind; `NOT_IMPORTED` for a column that is left out."""
    if field == IGNORED:
        return NOT_IMPORTED
    return _OTHERWISE.get((kind, field)) or _WORDS.get(field, field)


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields a column of this kind may be, in the order of a menu."""
    known = set(EXACT[kind].values()) | ({"care_flag"} if kind == "households" else set())
    return tuple(field for field in _WORDS if field in known)
