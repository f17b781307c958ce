import pytest

from domain.rights import DEFAULT, HINTS, Matrix, Right, Role, is_known, missing, needed


@pytest.mark.parametrize(
    ("topic", "action", "right"),
    [
        ("households", "修改住户", Right.ENTER),
        ("issues", "登记问题", Right.ENTER),
        ("issues", "签收", Right.ENTER),
        ("issues", "派单", Right.TRIAGE),
        ("issues", "发出督办单", Right.TRIAGE),
        ("issues", "导入问题", Right.IMPORT),
        ("teams", "包联", Right.TEAMS),
        ("notices", "登记公示稿样", Right.DRAFT),
        ("notices", "审核公示", Right.REVIEW),
        ("notices", "批准公示", Right.APPROVE),
        ("notices", "例外张贴", Right.EXCEPT),
        ("audit", "查看证件和电话", Right.UNCOVER),
        ("audit", "查阅个人信息", Right.PERSONS),
        ("audit", "不脱敏导出", Right.UNMASK),
        ("categories", "删除问题类别", Right.SETTINGS),
        ("accounts", "移除用户", Right.USERS),
        ("accounts", "修改密码", None),
        ("columns", "", None),
        ("没有人想到的", "", Right.SETTINGS),
    ],
)
def test_which_right_an_act_needs(topic, action, right):
    assert needed(topic, action) is right


def test_the_default_roles():
    assert DEFAULT[Role.ADMIN] == frozenset(Right)
    assert not DEFAULT[Role.READ]
    # Who writes a notice does not approve it, who approves it makes no exception.
    assert Right.APPROVE not in DEFAULT[Role.ENTRY] | DEFAULT[Role.REVIEW]
    only_admins = {Right.EXCEPT, Right.UNMASK, Right.USERS, Right.SETTINGS, Right.BACKUP}
    assert not only_admins & frozenset().union(*(DEFAULT[r] for r in Role if r != Role.ADMIN))
    assert set(HINTS) == set(Right)


def test_a_matrix_keeps_only_what_differs():
    given = Matrix().put(Role.READ, Right.UNCOVER, True)
    assert given.rights(Role.READ) == {Right.UNCOVER}
    assert given.changed == {(Role.READ, Right.UNCOVER): True}
    assert given.put(Role.READ, Right.UNCOVER, False) == Matrix()
    taken = Matrix().put(Role.ENTRY, Right.ENTER, False)
    assert not taken.allows(Role.ENTRY, Right.ENTER)


def test_no_office_can_lock_itself_out():
    assert Matrix().put(Role.ADMIN, Right.USERS, False) == Matrix()
    assert Matrix({(Role.ADMIN, Right.USERS): False}).allows(Role.ADMIN, Right.USERS)


def test_an_unknown_role_may_nothing():
    assert Matrix().rights("站长") == frozenset()


def test_what_is_missing_is_told_in_order():
    acts = {("notices", "例外张贴"), ("notices", "批准公示"), ("households", "修改住户")}
    assert missing(Matrix(), Role.ENTRY, acts) == (Right.APPROVE, Right.EXCEPT)
    assert missing(Matrix(), Role.ADMIN, acts) == ()
    assert is_known("households")
    assert not is_known("没有人想到的")
