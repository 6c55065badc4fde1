"""Django's admin, with our desk as its site."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "budgets.desk.Desk"
