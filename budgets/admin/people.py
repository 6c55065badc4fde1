"""People and groups. Nobody is removed, since what they did stays theirs; who has left is deactivated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from budgets import second_factor
from budgets.admin.base import A_PAGE
from budgets.people import Role

_OF_SUPERUSERS: Final = ("is_superuser", "user_permissions")
_OWN: Final = (
    (None, {"fields": ("username", "password")}),
    (_("姓名"), {"fields": ("first_name", "last_name", "email")}),
    (_("能做什么"), {"fields": ("is_active", "is_staff", "groups")}),
    (_("日期"), {"fields": ("last_login", "date_joined")}),
)

if TYPE_CHECKING:  # Django's classes take a parameter in their stubs alone
    AnyUserAdmin = UserAdmin[User]
else:
    AnyUserAdmin = UserAdmin

for model in (User, Group, StaticDevice, TOTPDevice):  # of the last two nobody may see the keys
    admin.site.unregister(model)


def _is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_active and request.user.is_superuser


@admin.register(User)
class PersonAdmin(AnyUserAdmin):
    """Administrators put people into groups; what no group gives, and superusers themselves, only a superuser can touch."""

    list_display = ("username", "last_name", "first_name", "is_active", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    list_per_page = A_PAGE
    actions = ("forget_second_factor",)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return super().get_fieldsets(request, obj)
        return (*_OWN, (_("不经由组"), {"fields": _OF_SUPERUSERS})) if _is_superuser(request) else _OWN

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or not obj.is_superuser or _is_superuser(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description=_("停用第二重验证（手机丢了的人）"), permissions=["change"])
    def forget_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for person in people:
            if self.has_change_permission(request, person) and second_factor.has_one(person):
                second_factor.forget(person)
                self.log_change(request, person, gettext("停用了第二重验证。"))
                messages.success(request, gettext("{name} 的第二重验证已停用。").format(name=person))


@admin.register(Group)
class RolesAdmin(GroupAdmin):
    """The five groups are what `budgets.people` says; a superuser may make others."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request) and (obj is None or obj.name not in {role.value for role in Role})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)
