"""Accounts and memberships; what a person may see starts here."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

ROLES = (
    "administrator", "manager", "collector", "legal", "cfo", "salesperson", "auditor", "banker", "read_only",
)  # fmt: skip
LANGUAGES = ("fr", "en")
THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "compact")
# Which customers of a creditor a member sees: all, those of some portfolios, those it follows (or stands in
# for), those of some groups, or only those it is invited to.
SCOPES = ("creditor", "portfolio", "owner", "group", "invited")

# What each role may do at the desk; reading is for all (DESIGN, "Who uses it").
RIGHTS: dict[str, frozenset[str]] = {
    "administrator": frozenset(
        {"import", "collect", "approve", "send", "cash", "policy", "people", "access"}
    ),
    "manager": frozenset({"import", "collect", "approve", "send", "cash", "policy"}),
    "collector": frozenset({"import", "collect", "send", "cash"}),
    "legal": frozenset({"collect"}),  # disputes, procedures, holds; sends no reminder and touches no cash
    "cfo": frozenset({"approve"}),
    "salesperson": frozenset({"note"}),
    "auditor": frozenset({"access"}),
    "banker": frozenset(),
    "read_only": frozenset(),
}
# Roles that are asked to add a second factor, even where no creditor requires one.
SECOND_FACTOR = ("administrator", "cfo")
# Rights over the whole of a creditor: a member of a narrower scope does not have them.
WIDE = frozenset({"import", "cash", "policy", "people", "access"})


class UserManager(BaseUserManager["User"]):
    """Makes accounts; the e-mail address is the name one signs in with."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make an account with a hashed password."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="fr")
    theme = models.CharField(max_length=5, default="auto")
    density = models.CharField(max_length=11, default="comfortable")
    toured_at = models.DateTimeField(null=True, blank=True)  # when the first tour was ended or declined
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            one_of("user_language_known", LANGUAGES, "language"),
            one_of("user_theme_known", THEMES, "theme"),
            one_of("user_density_known", DENSITIES, "density"),
        ]

    def creditors_seen(self) -> list[int]:
        """Primary keys of the creditors this person may see."""
        return list(self.memberships.values_list("creditor_id", flat=True))

    def may(self, right: str, creditor_id: int) -> bool:
        """Whether this person holds a right at this creditor."""
        role = self.memberships.filter(creditor_id=creditor_id).values_list("role", flat=True).first()
        return role is not None and right in RIGHTS[role]


class Membership(models.Model):
    """A role that a person holds at one creditor, over the customers of its scope, until a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    creditor = models.ForeignKey("parties.Creditor", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=10, default="creditor")
    portfolios = models.ManyToManyField("work.Portfolio", related_name="+")
    groups = models.ManyToManyField("parties.Group", related_name="+")
    expires_on = models.DateField(null=True, blank=True)  # the last day; null: until withdrawn
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "creditor"], name="membership_once"),
            one_of("membership_role_known", ROLES, "role"),
            one_of("membership_scope_known", SCOPES, "scope"),
        ]

    def ended(self, on: date) -> bool:
        """Whether this access is over on a day."""
        return self.expires_on is not None and self.expires_on < on


class AccessPolicy(Fact):
    """What a creditor decided about access; a creditor without a row keeps the house's own rules."""

    creditor = models.OneToOneField(
        "parties.Creditor", on_delete=models.PROTECT, related_name="access_policy"
    )
    classes = models.JSONField(default=dict)  # role: the classes it sees, where that differs
    second_factor = models.JSONField(default=list)  # roles that do not come in without one
    review_months = models.PositiveSmallIntegerField(default=6)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()


class AccessInvitation(Fact):
    """Somebody asked to join a creditor with a role; the link is known by its digest alone, and serves once."""

    email = models.EmailField()
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=10, default="creditor")
    portfolios = models.ManyToManyField("work.Portfolio", related_name="+")
    groups = models.ManyToManyField("parties.Group", related_name="+")
    expires_on = models.DateField(null=True, blank=True)  # of the access, once accepted
    token_digest = models.CharField(max_length=64)
    valid_until = models.DateTimeField()
    by = models.CharField(max_length=120)
    sent_at = models.DateTimeField(null=True, blank=True)  # null: the link was handed over by a person
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], name="access_link_once"),
            one_of("access_invitation_role_known", ROLES, "role"),
            one_of("access_invitation_scope_known", SCOPES, "scope"),
        ]


class AccessReview(Fact):
    """Somebody goes through who has access, line by line, and signs."""

    opened_by = models.CharField(max_length=120)
    signed_by = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor"],
                name="access_review_one_open",
                condition=models.Q(signed_at__isnull=True),
            )
        ]


class AccessReviewLine(Fact):
    """One access as it stood when the review was opened, and what was decided of it."""

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="lines")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    scope = models.CharField(max_length=10)
    expires_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=10, blank=True)  # keep | withdraw; empty: not yet
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "user"], name="access_review_line_once"),
            one_of("access_review_decision_known", ("", "keep", "withdraw"), "decision"),
        ]


def policy_of(creditor: models.Model) -> AccessPolicy:
    """What a creditor decided about access, or the house's own rules; no query where it came with the row."""
    found: AccessPolicy | None = getattr(creditor, "access_policy", None)
    return found or AccessPolicy(creditor_id=creditor.pk)
