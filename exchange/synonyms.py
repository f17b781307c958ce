"""What offices write above their columns, per kind of ledger.

For each field the exact words, and below them the patterns tried in order where no exact word
fits. A pattern that leads to an empty field names columns that are known and not imported.
Headers are compared without spaces, brackets and what stands in them, and trailing digits.
"""

import re

IGNORED = ""

_PLACES = {
    "county": "县 区县 县区 县(区) 县市区 所属县 所在县 县名",
    "township": "街道 镇 乡镇 镇街 乡镇街道 街道乡镇 镇办 所属街道 所属乡镇 所在乡镇 街道名称 乡镇名称",
    "community": "社区 村 村居 村社区 村居社区 村社 社区村 行政村 所属社区 所在社区 所属村 所在村 社区名称 村名 "
    "村居名称 居委会 村委会 所属村居 所在村居 村民委员会 社区居委会 所属村社区 包联社区 包联村 "
    "包保社区 下沉社区 挂联社区",
    "compound": "小区 小区名称 所属小区 所在小区 居住小区 住宅小区 院落 楼盘 小区院落 包联小区 片区名称 "
    "网格小区",
    "group": "村民小组 居民小组 小组 组 村组 村民组 组名 所属小组 所在小组 所属村组 自然组 屯 自然村 队 生产队",
    "building": "楼栋 楼号 幢号 栋号 楼栋号 楼幢号 幢 栋 楼 楼幢 楼宇 所属楼栋 楼栋名称 楼座 座号 号楼 幢栋 栋幢 "
    "楼房号 所在楼栋 楼号栋 栋数",
    "entrance": "单元 单元号 门洞 所属单元 单元名称 门洞号 楼道 楼门 单元门",
    "address": "地址 住址 家庭住址 家庭地址 详细地址 居住地址 现住址 现居住地 居住地 现居住地址 常住地址 房屋地址 住所 "
    "详细住址 家庭详细地址 实际居住地 实际居住地址 房屋坐落 坐落 居住详细地址 具体地址 现住地址 住宅地址",
}

_HOUSEHOLDS = {
    **_PLACES,
    "serial": "序号 编号 序 序列 NO",
    "room": "室号 室 房号 房间号 房间 门牌号 户室号 门牌 房室号 房屋号 室别 户室 房号室号 门号 门户号",
    "number": "户号 户编号 家庭编号 户籍号 户口号 户序号 户序 家庭户号 户口编号 户籍户号 户别号 住户编号 户数序号",
    "head": "户主 户主姓名 户主名 户主名称 家庭户主 户主名字 房主 房主姓名 业主 业主姓名",
    "name": "姓名 家庭成员 成员姓名 家庭成员姓名 居民姓名 人员姓名 人口姓名 家庭成员名称 名字 成员 住户姓名 居民 "
    "人员 姓名全称 住户成员 人员名称 被走访人姓名 居住人姓名 共同居住人",
    "relation": "关系 与户主关系 家庭关系 称谓 和户主关系 与户主的关系 同户主关系 户主关系 与房主关系 成员关系 "
    "家庭成员关系 与业主关系 亲属关系",
    "sex": "性别 男女",
    "birth": "出生日期 出生年月 出生年月日 生日 出生时间 出生",
    "document": "证件类型 证件类别 证件种类 证件名称",
    "id_number": "身份证号 身份证号码 公民身份号码 居民身份证 居民身份证号 居民身份证号码 证件号码 证件号 身份证 身份号码 "
    "公民身份证号 公民身份证号码 身份证件号码 身份证件号 身份证码 有效证件号码 身份证明号码 公民身份证",
    "head_id_number": "户主身份证号 户主身份证号码 户主身份证 户主证件号码 户主公民身份号码",
    "ethnicity": "民族 族别",
    "political_status": "政治面貌 政治面目 政治身份",
    "party_member": "是否党员 是否中共党员 党员 是否为党员",
    "phone": "电话 联系电话 手机 手机号 手机号码 电话号码 联系方式 移动电话 联系手机 固定电话 本人电话 座机 联系号码 "
    "电话手机 联系人电话 家庭电话 本人联系电话 个人电话",
    "head_phone": "户主电话 户主联系电话 户主手机 户主手机号 户主联系方式 业主电话 户主手机号码 户联系电话",
    "employer": "工作单位 单位 就业单位 从业单位 服务处所 工作单位及职务 就业去向 工作单位学校 单位名称 工作学习单位",
    "registered_place": "户籍地 户籍所在地 户口所在地 户籍地址 户籍 户口地址 户籍所在 户口登记地 户籍登记地 原籍 "
    "户口所在地址 身份证地址 户籍地详址 户口地",
    "tenure": "产权 房屋性质 住房性质 房屋产权 产权性质 房屋类型 住户类型 房屋来源 居住类型 房屋状态 住房类型 "
    "房屋使用情况 房屋使用性质 住房情况 房屋情况 房屋状况 居住性质 房屋用途 入住情况 租住情况 房屋权属 住房来源",
    "residence_status": "人户状态 人户情况 人户 居住状态 居住情况 人户类型 居住状况 户籍状态 人户一致情况 人户关系 "
    "人户一致 人户分离 人口类型 人户分离情况 在家情况 户口状态",
    "care_tags": "特殊人群 重点人群 人员类别 人群类别 人员类型 特殊人群类别 重点人员 重点人群类别 特殊群体 人群标签 "
    "关爱类型 困难类型 重点人群类型 特殊群体类别 关爱对象 帮扶类型 人员标签 人群分类 特殊类别 "
    "困难群体 特殊人员 特殊群体类型 重点对象 标签 困难类别 类别 人口类别 家庭类别 特殊情况",
    "remark": "备注 说明 备注说明 其他 其他情况 其他说明 备注信息 情况说明 附注",
}
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
    (r"姓名|家庭成员", "name"),
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

_ISSUES = {
    **_PLACES,
    "serial": "序号 序 NO",
    "number": "留言编号 编号 工单编号 工单号 受理编号 诉求编号 问题编号 事项编号 单号 流水号 信件编号 案件编号 事件编号 "
    "登记编号 台账编号 投诉编号 任务编号 受理单号 热线编号",
    "person": "留言用户 反映人 诉求人 来电人 群众姓名 姓名 联系人 投诉人 用户 留言人 反映人姓名 诉求人姓名 来电人姓名 "
    "来访人 信访人 信访人姓名 反映群众 上报人 提出人 当事人 户主 户主姓名 申请人 报事人",
    "phone": "电话 联系电话 联系方式 手机 手机号 手机号码 来电号码 反映人电话 来电电话 诉求人电话 联系号码 反映人联系方式 "
    "主叫号码 联系人电话 诉求人联系方式",
    "title": "留言主题 标题 主题 诉求标题 问题标题 工单标题 事项名称 问题名称 事件名称 诉求主题 事项标题 信件标题 问题简述 "
    "事项 诉求名称 反映事项 问题概要 案件名称 事件标题",
    "registered": "留言时间 登记时间 受理时间 来电时间 诉求时间 反映时间 提交时间 创建时间 上报时间 发生时间 登记日期 反映日期 "
    "受理日期 来电日期 日期 时间 收到时间 投诉时间 来信时间 建单时间 接收时间 上报日期 排查时间 收集时间 排查日期 "
    "来访时间 走访时间 发现时间 收件时间 提出时间",
    "description": "留言详情 内容 诉求内容 问题描述 详情 反映内容 问题内容 事项内容 来电内容 诉求描述 工单内容 具体问题 描述 "
    "主要诉求 诉求详情 事件描述 问题详情 反映问题 留言内容 具体内容 问题 诉求 群众诉求 存在问题 投诉内容 信件内容 "
    "问题及诉求 具体诉求 主要内容 反映情况 排查问题 事项描述 意见建议 问题概述 反映的问题 存在的问题 收集问题",
    "reply": "答复意见 回复内容 答复内容 办理结果 处理结果 办理情况 处理情况 答复 回复 处理意见 办理意见 办结意见 反馈内容 "
    "回复意见 处置情况 处置结果 办理反馈 反馈情况 解决情况 答复情况 办理答复 整改情况 进展 办理进展 进展情况 措施 "
    "解决措施 处理措施 处置措施 化解情况 落实情况",
    "replied": "答复时间 回复时间 办结时间 办结日期 办理时间 处理时间 完成时间 办理完成时间 解决时间 反馈时间 答复日期 回复日期 "
    "完成日期 处结时间 结案时间 办理日期 处理日期 处置时间 解决日期 反馈日期 实际办结时间 结束时间 销号时间 "
    "销号日期",
    "category1": "一级分类 一级类别 一级 大类 问题大类 诉求大类 一级目录",
    "category2": "二级分类 二级类别 二级 小类 中类 问题小类 诉求小类 二级目录",
    "category3": "三级分类 三级类别 三级 细类 三级目录",
    "category": "类别 分类 问题类别 问题类型 诉求类型 诉求类别 事项类别 事件类型 类型 工单类型 事项分类 问题分类 所属类别 "
    "诉求分类 内容分类 工单分类 事件类别 所属领域",
    "source": "来源 问题来源 诉求来源 渠道 反映渠道 受理渠道 信息来源 工单来源 来源渠道 诉求渠道 收集方式 反映方式 "
    "受理方式 发现途径",
    "state": "状态 办理状态 工单状态 处理状态 当前状态 是否办结 进度 办结状态 是否解决 是否销号 办理进度 问题状态 "
    "解决状态 是否完成 完成情况 办结情况",
    "colour": "颜色 红黄绿 三色 等级 紧急程度 红黄绿牌 三色等级 问题颜色 难易程度 清单颜色 预警等级 所属清单 红黄绿清单 "
    "清单类别",
    "unit": "承办单位 责任单位 办理单位 主办单位 处理单位 牵头单位 办理部门 承办部门 责任部门 处置单位 处理部门 答复单位 "
    "处置部门 包保单位 交办单位 回复单位",
    "remark": "备注 说明",
}
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

_CADRES = {
    **{level: _PLACES[level] for level in ("township", "community", "compound")},
    "serial": "序号 编号 序 NO",
    "team": "组别 工作组 下沉工作组 小组 组 工作组名称 队伍 工作队 组名 所在组 所属工作组 分组 工作小组 编组 小组名称 下沉小组 "
    "包联组 班组 走访组 包联工作组 工作队名称 专班",
    "leader": "组长 组长姓名 工作组组长 队长 负责人 牵头人 带队人 带队领导 小组长 牵头领导 带班领导 包联组长 组负责人",
    "name": "姓名 干部姓名 成员 组员 成员姓名 下沉干部 干部 人员 人员姓名 下沉人员 党员姓名 下沉干部姓名 工作组成员 "
    "小组成员 包联干部 包保干部 下沉党员 名字",
    "unit": "工作单位 单位 单位名称 所在单位 派出单位 部门 下沉单位 所属单位 单位部门 选派单位 单位全称 帮扶单位 包联单位 "
    "部门单位 所在部门",
    "duty": "职务 职位 岗位 职级 工作职务 职务职级 单位职务 现任职务 职务职称 行政职务 职称",
    "unit_duty": "单位及职务 工作单位及职务 单位职务 单位和职务 工作单位职务 所在单位及职务 单位及职位",
    "team_duty": "组内职务 分工 组内分工 工作组职务 身份 组内身份 职责 角色 组内角色",
    "phone": "电话 联系电话 手机 手机号 手机号码 联系方式 电话号码 工作电话 办公电话 移动电话 值班电话 联系手机",
    "party_member": "是否党员 党员 是否中共党员 是否为党员",
    "political_status": "政治面貌 政治面目",
    "area": "包联范围 责任范围 包保范围 责任区 包联楼栋 包片范围 责任区域 包联区域 负责范围 网格范围 包联网格 包联户 "
    "包联对象 包干范围 责任楼栋 负责区域 联系范围 包保区域 下沉区域 包联小组 包联村组 走访范围 责任片区 包片 "
    "包联地点 服务范围 包干区域 包联楼幢 挂联范围 包保楼栋 包户范围 负责楼栋 包联责任区 覆盖范围 下沉点位 "
    "下沉地点 包联点位 联户范围",
    "line": "线别 双线 所属线 条线 线 类别 报到类型",
    "remark": "备注 说明",
}
_CADRE_PATTERNS = (
    (r"年龄|性别|身份证|出生|民族|学历|户数|人数|时间|组长.*电话", IGNORED),
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

_DIVISIONS = {
    "code": "CODE 代码 区划代码 行政区划代码 统计用区划代码 编码 区划编码 行政区划编码 统计代码 地区代码 机构代码 区域代码 "
    "区划代号 本级代码 区划码",
    "name": "NAME 名称 区划名称 行政区划名称 地名 单位名称 地区名称 区域名称 机构名称 行政区划",
    "parent": "PARENT 上级 上级代码 上级区划代码 父级代码 父代码 上级编码 父级 上级区划 所属上级 PARENTCODE PARENT_CODE "
    "上级行政区划代码 父级编码 PID",
}
_DIVISION_PATTERNS = (
    (r"(?:上级|父级?|PARENT).*(?:名称|NAME)", IGNORED),
    (r"城乡分类", IGNORED),
    (r"上级|父级", "parent"),
    (r"代码|编码|CODE", "code"),
    (r"名称|NAME", "name"),
)

_CATEGORIES = {
    "category1": "一级分类 一级类别 一级 大类 一级目录 问题大类 一级名称 第一级",
    "category2": "二级分类 二级类别 二级 中类 小类 二级目录 问题小类 二级名称 第二级",
    "category3": "三级分类 三级类别 三级 细类 三级目录 三级名称 第三级",
    "category": "类别 分类 分类名称 类别名称 问题类别 问题分类",
    "serial": "序号 编号",
    "remark": "备注 说明",
}
_CATEGORY_PATTERNS = (
    (r"一级|大类", "category1"),
    (r"二级|中类", "category2"),
    (r"三级|细类", "category3"),
)

Patterns = tuple[tuple[re.Pattern[str], str], ...]


def _compiled(patterns: tuple[tuple[str, str], ...]) -> Patterns:
    return tuple((re.compile(pattern), field) for pattern, field in patterns)


def _exact(fields: dict[str, str]) -> dict[str, str]:
    return {word: field for field, listed in fields.items() for word in listed.split()}


EXACT = {
    "households": _exact(_HOUSEHOLDS),
    "issues": _exact(_ISSUES),
    "cadres": _exact(_CADRES),
    "divisions": _exact(_DIVISIONS),
    "categories": _exact(_CATEGORIES),
}
PATTERNS = {
    "households": _compiled(_HOUSEHOLD_PATTERNS),
    "issues": _compiled(_ISSUE_PATTERNS),
    "cadres": _compiled(_CADRE_PATTERNS),
    "divisions": _compiled(_DIVISION_PATTERNS),
    "categories": _compiled(_CATEGORY_PATTERNS),
}
# Fields that several columns of one sheet may hold.
REPEATABLE = frozenset({"phone", "care_tags", "care_flag", "remark"})

# A header must name at least one field of each group.
REQUIRED = {
    "households": (
        frozenset({"name", "head"}),
        frozenset(
            "id_number relation phone sex birth room number building group address community "
            "compound entrance head_id_number head_phone".split()  # noqa: SIM905
        ),
    ),
    "issues": (frozenset({"title", "description"}), frozenset({"registered"})),
    "cadres": (frozenset({"name"}), frozenset({"unit", "unit_duty", "duty", "team", "area"})),
    "divisions": (frozenset({"code"}), frozenset({"name"})),
    "categories": (frozenset({"category1", "category"}),),
}
KIND_WORDS = {
    "households": "住户台账（姓名或户主、身份证号、住址等列）",
    "issues": "问题清单（标题或内容、时间等列）",
    "cadres": "干部名册（姓名、单位、组别等列）",
    "divisions": "区划代码表（代码、名称列）",
    "categories": "分类体系（一级分类、二级分类等列）",
}
