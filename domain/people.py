"""Words about people and their households: names, relations, care tags, tenure, and pinyin."""

import os
import re
from functools import lru_cache

from domain.cells import Cell, close, half, says_nothing, says_yes, text, word_set, words

COMPOUND_SURNAMES = word_set(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政
    濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马
    公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌
    微生 公户 公玉 梁丘 左丘 东门 西门 南荣 第五 贺兰 纳兰 叶赫 完颜 耶律 达奚 褚师 淳于 单于
    叱干 皇父 即墨 屈突 尔朱 侯莫陈
    """
)

# Surnames that are read otherwise than their characters usually are.
_SURNAME_PINYIN = {
    "曾": "zeng", "单": "shan", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "朴": "piao",
    "盖": "ge", "翟": "zhai", "缪": "miao", "覃": "qin", "乐": "yue", "员": "yun", "种": "chong",
    "秘": "bi", "折": "she", "洗": "xian", "召": "shao", "长": "zhang", "那": "na", "万俟": "mo qi",
    "尉迟": "yu chi", "单于": "chan yu", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu",
    "乐正": "yue zheng", "亓官": "qi guan", "宰父": "zai fu",
}  # fmt: skip

HEAD = "户主"
_HEAD_WORDS = word_set("户主 户主本人 本人 本户户主 戶主 户主(本人) 本人(户主) 01 02")
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅●．‥", "·"))
_LATIN = re.compile(r"(?<=[A-Za-z.])\s+(?=[A-Za-z])")
_VACANT = re.compile(
    r"空(?:置|户|房|关|着|闲|宅|挂空置)?(?:户|房)?|无人(?:居住|住|入住)?|(?:长期)?(?:无人|没人)住?"
    r"|(?:暂)?未(?:入住|售出?|住人|装修|交房)|闲置|待售|待租|毛坯(?:房)?|拆迁|已拆(?:迁)?"
)

# The words of the setting (DOMAIN.md §1) and what offices write for them.
_CARE_WORDS = {
    "低保": "低保户 低保对象 低保家庭 低保人员 最低生活保障 享受低保 低保人口",
    "特困": "五保户 五保 五保老人 特困户 特困人员 特困供养 特困供养人员 分散供养 集中供养",
    "残疾": "残疾人 残疾人员 残障 残障人士 残疾户 持证残疾人 重度残疾 重度残疾人 重残",
    "脱贫户": "建档立卡户 建档立卡 脱贫人口 脱贫对象 已脱贫户 建档立卡贫困户",
    "监测户": "监测对象 防返贫监测户 防返贫监测对象 三类监测户 脱贫不稳定户 边缘易致贫户",
    "独居老人": "独居 独居老年人 独居户",
    "空巢": "空巢老人 空巢户 空巢老年人",
    "留守儿童": "留守 留守儿",
    "留守老人": "留守老年人",
    "失独": "失独家庭 失独户 计生特殊家庭 失独老人",
    "退役军人": "退伍军人 复员军人 转业军人 退役士兵 优抚对象 退伍 复退军人",
    "精障": "精神障碍 精神障碍患者 严重精神障碍 严重精神障碍患者 精神病 精神病人 精神残疾",
    "社区矫正": "社矫 社区矫正对象 矫正对象 社区矫正人员 社矫人员",
    "大病": "大病户 重病 重病户 大病患者 重大疾病 重疾 大病人员",
    "孕产": "孕产妇 孕妇 产妇 孕期",
}
CARE_TAGS = tuple(_CARE_WORDS)
# What they say of health, means, justice, a child lost or a minor is sensitive; these say no such.
OPEN_TAGS = frozenset({"独居老人", "空巢", "留守老人", "退役军人"})
_CARE = {form: tag for tag, forms in _CARE_WORDS.items() for form in (tag, *forms.split())}
_SEX = {
    "男": "男",
    "女": "女",
    "男性": "男",
    "女性": "女",
    "M": "男",
    "F": "女",
    "1": "男",
    "2": "女",
}
_POLITICAL = {
    "党员": "中共党员",
    "共产党员": "中共党员",
    "正式党员": "中共党员",
    "中国共产党党员": "中共党员",
    "预备党员": "中共预备党员",
    "团员": "共青团员",
}


_TENURE_WORDS = {
    "自有": "自住 自有房 自有住房 产权房 自购 自建 自建房 自住房 有产权 业主自住 自有产权",
    "租住": "租赁 租房 承租 出租 租户 出租房 租用 租 租赁房 已出租 出租户",
    "空置": "空 空置房 闲置 空房 空关 空户 空关房",
    "拆迁": "已拆迁 拆迁房 已拆 待拆迁",
}
_TENURE = {form: word for word, forms in _TENURE_WORDS.items() for form in (word, *forms.split())}
_RESIDENCE_WORDS = {
    "人户一致": "一致 人户合一 人在户在 户在人在",
    "人在户不在": "有人无户 人在户不在本地",
    "户在人不在": "有户无人 人不在户在",
    "空挂": "空挂户 空挂户口",
    "流动": "流动人口 外来人口 流动户",
}
_RESIDENCE = {
    form: word for word, forms in _RESIDENCE_WORDS.items() for form in (word, *forms.split())
}


def read_name(cell: Cell) -> str:
    """A person's name without the spaces inside it (those between Latin words are kept), with
    one kind of middle dot; empty when the cell says there is none."""
    if isinstance(cell, str) and 1 < len(cell) < 5 and cell.isalpha() and not cell.isascii():
        return cell
    plain = text(cell).replace("\u3000", " ").translate(_DOTS)
    joined = _LATIN.sub("\0", plain)
    name = "".join(joined.split()).replace("\0", " ")
    return "" if says_nothing(half(name)) else name


def is_vacancy(name: str) -> bool:
    """Whether a name cell says that nobody lives there: 空置, 空户, 无人居住 …"""
    return bool(_VACANT.fullmatch(name.strip("()（）")))


@lru_cache(maxsize=1024)
def read_relation(cell: Cell) -> str:
    """The relation to the head in the ledger's own word; whoever is the head is 户主.

    The words are those of GB/T 4761, of which 本人 means the head.
    """
    word = close(cell)
    if says_nothing(word):
        return ""
    return HEAD if word in _HEAD_WORDS else word


@lru_cache(maxsize=256)
def read_sex(cell: Cell) -> str:
    """男 or 女; another word as it was written; empty when the cell says nothing."""
    word = close(cell)
    return "" if says_nothing(word) else _SEX.get(word.upper(), word)


@lru_cache(maxsize=1024)
def read_political_status(cell: Cell) -> str:
    """政治面貌, the usual short forms spelt out: 党员 → 中共党员."""
    word = close(cell)
    return "" if says_nothing(word) else _POLITICAL.get(word, word)


@lru_cache(maxsize=1024)
def read_tenure(cell: Cell) -> str:
    """自有, 租住, 空置 or 拆迁 where the usual words mean it; other words as they are."""
    word = close(cell)
    return "" if says_nothing(word) else _TENURE.get(word, word)


@lru_cache(maxsize=1024)
def read_residence_status(cell: Cell) -> str:
    """人户一致, 人在户不在, 户在人不在, 空挂 or 流动; other words as they are."""
    word = close(cell)
    return "" if says_nothing(word) else _RESIDENCE.get(word, word)


def care_tag(word: str) -> str:
    """The tag of the setting that a word means; a word of the office's own stays as it is."""
    return _CARE.get(word, word)


def is_care_word(word: str) -> bool:
    """Whether a word names one of the tags known from the start."""
    return word in _CARE


@lru_cache(maxsize=1024)
def read_care_tags(cell: Cell) -> tuple[str, ...]:
    """The care tags a cell lists, in order, each once; 否, 无 and blanks are none."""
    listed = (w for w in words(cell) if says_yes(w) is not False)
    return tuple(dict.fromkeys(care_tag(w) for w in listed))


def surname(name: str) -> str:
    """The surname of a Chinese name, compound surnames known; of 欧阳 alone it is 欧."""
    for length in (3, 2):
        if len(name) > length and name[:length] in COMPOUND_SURNAMES:
            return name[:length]
    return name[:1]


def pinyin(name: str) -> str:
    """The name in pinyin without tones, syllables joined: 曾伟轩 → zengweixuan."""
    return "".join(_syllables(name))


def initials(name: str) -> str:
    """The first letters of a name's syllables: 曾伟轩 → zwx."""
    return "".join(s[:1] for s in _syllables(name))


@lru_cache(maxsize=1 << 13)
def _syllables(name: str) -> tuple[str, ...]:
    family = surname(name)
    special = _SURNAME_PINYIN.get(family)
    if special is None:
        return tuple([_syllable(c) for c in name])
    return (*special.split(), *(_syllable(c) for c in name[len(family) :]))


@lru_cache(maxsize=1 << 15)
def _syllable(character: str) -> str:
    # Single characters need none of its 45 MB of phrases, and it can be told so in no other way.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, lazy_pinyin

    if character.isascii():
        return character.lower() if character.isalnum() else ""
    return "".join(lazy_pinyin(character, style=Style.NORMAL, errors=lambda _: ""))
