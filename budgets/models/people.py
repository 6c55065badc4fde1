"""Who works here: Django's own models, so that what is done with them is written down too."""

from __future__ import annotations

from django.contrib.auth.models import Group, User
from django.db import models
from django.utils.translation import gettext_lazy as _

from budgets.trail import membership, tracked


@tracked("username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser", secret="password")  # noqa: S106  # its name
class Person(User):
    """Somebody who may log in. That a password changed is written down, and never what it was."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("用户")


@tracked("name")
class Team(Group):
    """A group of people."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("组")


@membership("user", "group")
class Member(User.groups.through):  # type: ignore[misc,name-defined]  # made by Django
    """That somebody is in a group."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("组员")


@membership("user", "permission")
class Privilege(User.user_permissions.through):  # type: ignore[misc,name-defined]  # made by Django
    """That somebody may do something, not by a group."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = verbose_name_plural = _("个人权限")


class Trail(models.Model):
    """操作记录 as a list of the desk that one may look at. It has no table of its own: `budgets.admin.trail` reads the events."""

    class Meta:
        managed = False
        default_permissions = ("view",)
        verbose_name = verbose_name_plural = _("操作记录")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
