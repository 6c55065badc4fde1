"""The embedded PostgreSQL is one that the project can live on."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_trigrams_see_chinese_characters() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT '应急管理局' % '应急管理厅', cardinality(show_trgm('应急管理局'))")
        assert cursor.fetchone() == (True, 6)


@pytest.mark.django_db
def test_the_role_is_no_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, True)
