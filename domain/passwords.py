"""What a password must be, and how long too many wrong ones keep a user out (等保 2.0, level 2)."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST_WIDTH = 8
REMEMBERED = 5
MOST_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


def problem(password: str, name: str) -> str:
    """What is wrong with a new password of a user, in one sentence; empty when nothing is.

    A Chinese character counts as two, as wide as it is: 演示密码 is as good as eight letters.
    """
    if _width(password) < LEAST_WIDTH:
        return f"密码至少 {LEAST_WIDTH} 位（一个汉字算两位）"
    if password.isdigit():
        return "密码不能只有数字，请加上字母或汉字"
    if password.strip().casefold() == name.strip().casefold():
        return "密码不能和用户名一样"
    return ""


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong passwords of a user in a row, and until when nothing more is tried."""

    failures: int = 0
    locked_until: datetime | None = None

    def is_locked(self, at: datetime) -> bool:
        """Whether even the right password is refused at this moment."""
        return self.locked_until is not None and at < self.locked_until

    def one_more(self, at: datetime) -> "Attempts":
        """After another wrong password: every fifth one locks the user for a quarter of an hour."""
        failures = self.failures + 1
        locks = failures % MOST_FAILURES == 0
        return Attempts(failures, at + LOCKED_FOR if locks else None)

    def refusal(self, at: datetime) -> str:
        """Why the ledger stays shut after the newest attempt, and what to do."""
        if self.locked_until is not None and self.is_locked(at):
            return (
                f"连续输错 {MOST_FAILURES} 次，这个用户锁定到 {self.locked_until:%H:%M}，台账没有"
                "打开、没有改动；请到时再试，或请管理员重设密码，或用纸上的恢复密钥。"
            )
        left = MOST_FAILURES - self.failures % MOST_FAILURES
        warning = f"再错 {left} 次就锁定 15 分钟，" if self.failures and left <= 2 else ""
        return f"用户名或密码不对，台账没有打开、没有改动；{warning}请核对后再输入一次。"
