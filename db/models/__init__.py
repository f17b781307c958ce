"""The tables. Times are naive China Standard Time; ``day`` columns of issues are
``date.toordinal()``."""

from db.models.base import Base
from db.models.issues import (
    Category,
    CoUnit,
    Dismissal,
    DispatchOrder,
    Issue,
    IssueEvent,
    IssueText,
    RoutingRule,
    SavedFilter,
)
from db.models.land import (
    Household,
    HouseholdText,
    Place,
    Resident,
)
from db.models.office import (
    Account,
    Audit,
    Batch,
    Change,
    Setting,
)
from db.models.papers import (
    Meeting,
    MeetingItem,
    Notice,
    Slip,
    SlipIssue,
)
from db.models.teams import (
    Assignment,
    Cadre,
    CheckIn,
    CheckInService,
    Photo,
    Team,
    TeamMember,
    Unit,
    Visit,
    VisitCadre,
)
from db.models.works import (
    FinanceEntry,
    FinancePeriod,
    Project,
    ProjectIssue,
    ProjectPhoto,
    ProjectStep,
)

__all__ = [
    "Account",
    "Assignment",
    "Audit",
    "Base",
    "Batch",
    "Cadre",
    "Category",
    "Change",
    "CheckIn",
    "CheckInService",
    "CoUnit",
    "Dismissal",
    "DispatchOrder",
    "FinanceEntry",
    "FinancePeriod",
    "Household",
    "HouseholdText",
    "Issue",
    "IssueEvent",
    "IssueText",
    "Meeting",
    "MeetingItem",
    "Notice",
    "Photo",
    "Place",
    "Project",
    "ProjectIssue",
    "ProjectPhoto",
    "ProjectStep",
    "Resident",
    "RoutingRule",
    "SavedFilter",
    "Setting",
    "Slip",
    "SlipIssue",
    "Team",
    "TeamMember",
    "Unit",
    "Visit",
    "VisitCadre",
]
