"""What offices write above their columns, per kind of ledger.

The exact words stand in ``synonyms.toml``; here are the patterns tried in order where none of
them fits. A pattern that leads to an empty field names columns that are known and not imported.
"""

import re
import tomllib
from pathlib import Path

IGNORED = ""

_HOUSEHOLD_PATTERNS = (
    (r"走访|包联|网格|楼长|监护人|房东|物业|签字|签名|填表|负责人|干部|紧急|中介", IGNORED),
    (r"年龄|周岁|文化|学历|婚姻|健康|血型|宗教|面积|人口数|人数|金额|银行|账号|卡号|职业", IGNORED),
    (
        r"身份证.*(?:有效期|到期|地址|复印)|时间$|日期$(?<!出生日期)|等级|证号$(?<!身份证号)",
        IGNORED,
    ),
    (r"户主.*(?:身份证|证件|公民身份)", "head_id_number"),
    (r"户主.*(?:电话|手机|联系)", "head_phone"),
    (r"身份证|公民身份|证件号", "id_number"),
    (r"与.*关系|关系$", "relation"),
    (r"^(?:户主|业主|房主)(?:姓?名称?|信息)?$", "head"),
    (r"姓名|家庭(?:成员|人员)", "name"),
    (r"性别", "sex"),
    (r"出生", "birth"),
    (r"电话|手机|联系方式", "phone"),
    (r"民族", "ethnicity"),
    (r"政治面貌", "political_status"),
    (r"是否.*党员", "party_member"),
    (r"户籍(?:地|所在)|户口(?:地|所在)", "registered_place"),
    (r"工作单位|就业单位", "employer"),
    (r"人户|居住(?:状态|情况)", "residence_status"),
    (r"产权|房屋(?:性质|类型)|住房性质", "tenure"),
    (r"(?:特殊|重点|困难|关爱).*(?:人群|人员|群体|对象|类)", "care_tags"),
    (r"地址|住址", "address"),
    (r"室号|房号|门牌", "room"),
    (r"户号|户编号", "number"),
    (r"楼栋|幢号|栋号|楼号", "building"),
    (r"单元", "entrance"),
    (r"(?:村|居)民小?组|所属组", "group"),
    (r"小区", "compound"),
    (r"社区|行政村|村.?居", "community"),
    (r"备注|说明", "remark"),
)

_ISSUE_PATTERNS = (
    (
        r"满意|评价|附件|图片|时限|期限|截止|要求完成|字数|点赞|反对|是否公开|年龄|性别|身份证",
        IGNORED,
    ),
    (r"编号|工单号|单号", "number"),
    (r"(?:答复|回复|办结|处理|完成|销号).*(?:时间|日期)", "replied"),
    (r"(?:留言|登记|受理|来电|反映|诉求|提交|上报|发生).*(?:时间|日期)", "registered"),
    (r"电话|手机|联系方式|来电号码", "phone"),
    (r"(?:责任|承办|办理|主办|处理|牵头).*(?:单位|部门)", "unit"),
    (r"标题|主题", "title"),
    (r"(?:答复|回复|处理|办理|处置).*(?:内容|意见|结果|情况)", "reply"),
    (r"内容|详情|描述|诉求$|问题$", "description"),
    (r"类别|分类|类型", "category"),
    (r"来源|渠道", "source"),
    (r"状态", "state"),
    (r"反映人|诉求人|来电人|投诉人|姓名", "person"),
    (r"地址|地点|位置", "address"),
    (r"社区", "community"),
    (r"小区", "compound"),
)

_CADRE_PATTERNS = (
    (r"年龄|性别|身份证|出生|民族|学历|户数|人数|时间|组长.*电话", IGNORED),
    (r"同意.*公开|公开.*同意|是否.*公开", "consented"),
    (r"单位.*职务", "unit_duty"),
    (
        r"(?:包联|责任|包保|负责|包干|包片|联系|挂联).*(?:范围|区域|楼栋|网格|片区|点位|小组|户)",
        "area",
    ),
    (r"组长", "leader"),
    (r"组别|工作组|工作队", "team"),
    (r"姓名", "name"),
    (r"单位|部门", "unit"),
    (r"职务|职位|岗位", "duty"),
    (r"电话|手机|联系方式", "phone"),
    (r"党员", "party_member"),
    (r"政治面", "political_status"),
)

_CHECK_IN_PATTERNS = (
    (r"时长|小时数|时数", "hours"),
    (r"年龄|性别|身份证|出生|民族|学历|入党|面貌|户数|人数|次数|积分|签字|户籍|承诺", IGNORED),
    (r"报到单位|接收单位|党组织|党支部", IGNORED),
    (r"单位.*职务", "unit_duty"),
    (r"(?:迁出|迁离|搬离|注销|退出).*(?:时间|日期)", "until"),
    (r"(?:报到|登记|报名|认领).*(?:时间|日期)", "since"),
    (r"(?:服务|活动).*(?:时间|日期)", "served_on"),
    (r"(?:服务|活动).*(?:内容|事项)", "service"),
    (r"岗位?$|(?:认领|服务|志愿).*(?:岗|项目)", "post"),
    (r"姓名", "name"),
    (r"单位|部门", "unit"),
    (r"职务|职位|职级", "duty"),
    (r"电话|手机|联系方式", "phone"),
    (r"地址|住址|地点", "address"),
    (r"室号|房号|门牌", "room"),
    (r"楼栋|幢号|栋号|楼号", "building"),
    (r"单元", "entrance"),
    (r"村民?小?组|居民小组", "group"),
    (r"小区", "compound"),
    (r"社区|村", "community"),
)

_DIVISION_PATTERNS = (
    (r"(?:上级|父级?|PARENT).*(?:名称|NAME)", IGNORED),
    (r"城乡分类", IGNORED),
    (r"上级|父级", "parent"),
    (r"代码|编码|CODE", "code"),
    (r"名称|NAME", "name"),
)

_CATEGORY_PATTERNS = (
    (r"一级|大类", "category1"),
    (r"二级|中类", "category2"),
    (r"三级|细类", "category3"),
)

_VISIT_PATTERNS = (
    (r"户编号|户代码", "code"),
    (r"电话|手机|身份证|年龄|性别|人口|人数|上次|满意|签字|签名|整改|完成时限", IGNORED),
    (r"(?:是否|有无).*解决|办理|处理|解决", "handled"),
    (r"诉求|需求|问题|困难|建议", "need"),
    (r"走访.*(?:时间|日期)|入户.*(?:时间|日期)", "day"),
    (r"(?:走访|入户|访问).*(?:方式|形式|类型|性质)", "kind"),
    (r"结果|见到|见面|在家", "outcome"),
    (r"工作组|组别", "team"),
    (r"走访(?:人|干部|党员)|入户(?:人|干部)|干部", "people"),
    (r"情况|记录|内容", "note"),
    (r"户主|姓名|对象|受访", "head"),
    (r"地址|住址", "address"),
    (r"楼栋|幢号|栋号|楼号", "building"),
    (r"单元", "entrance"),
    (r"室号|房号|门牌", "room"),
    (r"(?:村|居)民小?组|所属组", "group"),
    (r"小区", "compound"),
    (r"社区|行政村|村.?居", "community"),
)

_FINANCE_PATTERNS = (
    (r"科目|类别|账户|账号|附件|张数|数量|单价|借或贷|方向|备注|预算", IGNORED),
    (r"凭证|凭单|单据号|票据号|字号", "voucher"),
    (r"日期|时间", "day"),
    (r"摘要|事由|项目|内容|用途|说明", "summary"),
    (r"收入|借方|收方|收款", "income"),
    (r"支出|贷方|付方|付款|开支", "expense"),
    (r"结余|余额|结存", "balance"),
    (r"经手|经办|领款|报销人", "handler"),
    (r"证明|见证|验收", "witness"),
    (r"审批|批准|审核|签批", "approver"),
)

Patterns = tuple[tuple[re.Pattern[str], str], ...]


def _compiled(patterns: tuple[tuple[str, str], ...]) -> Patterns:
    return tuple((re.compile(pattern), field) for pattern, field in patterns)


_PLACED = ("households", "issues", "cadres", "check_ins", "visits")


def _exact() -> dict[str, dict[str, str]]:
    """For each kind of ledger, the field that each exact word means."""
    tables = tomllib.loads(Path(__file__).with_name("synonyms.toml").read_text(encoding="utf-8"))
    places = tables.pop("places")
    with_places = dict.fromkeys(_PLACED, places)
    return {
        kind: {
            word: field
            for field, listed in (with_places.get(kind, {}) | fields).items()
            for word in listed.split()
        }
        for kind, fields in tables.items()
    }


EXACT = _exact()
PATTERNS = {
    "households": _compiled(_HOUSEHOLD_PATTERNS),
    "issues": _compiled(_ISSUE_PATTERNS),
    "cadres": _compiled(_CADRE_PATTERNS),
    "check_ins": _compiled(_CHECK_IN_PATTERNS),
    "divisions": _compiled(_DIVISION_PATTERNS),
    "categories": _compiled(_CATEGORY_PATTERNS),
    "visits": _compiled(_VISIT_PATTERNS),
    "finance": _compiled(_FINANCE_PATTERNS),
}
# Fields that several columns of one sheet may hold.
REPEATABLE = frozenset({"phone", "care_tags", "care_flag", "remark", "served_on"})

# A header must name at least one field of each group.
REQUIRED = {
    "households": (
        frozenset({"name", "head"}),
        frozenset(
            {
                "id_number",
                "relation",
                "phone",
                "sex",
                "birth",
                "room",
                "number",
                "building",
                "group",
                "address",
                "community",
                "compound",
                "entrance",
                "head_id_number",
                "head_phone",
            }
        ),
    ),
    "issues": (frozenset({"title", "description"}), frozenset({"registered"})),
    "cadres": (frozenset({"name"}), frozenset({"unit", "unit_duty", "duty", "team", "area"})),
    "check_ins": (
        frozenset({"name"}),
        frozenset({"unit", "unit_duty", "compound", "community", "address", "post", "since"}),
    ),
    "divisions": (frozenset({"code"}), frozenset({"name"})),
    "categories": (frozenset({"category1", "category"}),),
    "visits": (
        frozenset({"code", "head", "address", "room", "number"}),
        frozenset({"day"}),
        frozenset({"outcome"}),
    ),
    "finance": (
        frozenset({"summary"}),
        frozenset({"income", "expense"}),
        frozenset({"day", "month_day"}),
    ),
}
KIND_WORDS = {
    "households": "住户台账（姓名或户主、身份证号、住址等列）",
    "issues": "问题清单（标题或内容、时间等列）",
    "cadres": "干部名册（姓名、单位、组别等列）",
    "check_ins": "在职党员报到名单（姓名、工作单位、报到小区等列）",
    "divisions": "区划代码表（代码、名称列）",
    "categories": "分类体系（一级分类、二级分类等列）",
    "visits": "走访单（户编号、住址或户主，走访日期，走访结果等列）",
    "finance": "财务收支表（日期、摘要、收入、支出等列）",
}
