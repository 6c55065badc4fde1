"""What an edition in force changed against the one before it, on its public page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from budgets import editions
from budgets.models import Edition
from budgets.revised import since_public
from tests.budgets.test_editions import mend, published

pytestmark = pytest.mark.django_db

Page = Callable[[Edition], str]


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk")


@pytest.fixture
def page(client: Client) -> Page:
    return lambda edition: client.get(f"/editions/{edition.pk}/").content.decode()


def followed(first: Edition, person: User, **change: str) -> Edition:
    """The next edition, in force, with one figure corrected."""
    following = editions.submit_for_review(mend(first, person, **change), person)
    Edition.objects.filter(pk=following.pk).update(checks_current=True)
    return editions.publish(following, person)


def section(shown: str) -> str:
    found = re.search(r'<section class="part" aria-labelledby="revised">.*?</section>', shown, re.DOTALL)
    return found.group() if found else ""


def test_each_changed_figure_stands_there_old_and_new_with_its_evidence(person: User, page: Page, client: Client) -> None:
    first = published(person)
    second = followed(first, person)
    old, new = (one.facts.get(code="210", measure="total") for one in (first, second))
    shown = section(page(second))
    assert "第 2 版改变 1 个数，新有 0 个，少了 0 个" in shown
    assert f'<a href="/evidence/facts/{old.pk}/">54.70</a>' in shown
    assert f'<a href="/evidence/facts/{new.pk}/" class="corrected">55.70</a>' in shown
    assert [client.get(f"/evidence/facts/{one.pk}/").status_code for one in (old, new)] == [200, 200]
    assert section(client.get(f"/departments/{second.disclosure.department_id}/2023/budget/unit/").content.decode()) == shown  # type: ignore[union-attr]


def test_each_edition_tells_of_the_one_before_it_and_the_first_of_none(person: User, page: Page) -> None:
    first = published(person)
    second = followed(first, person)
    third = followed(second, person, old="55.70", new="56.70")
    assert section(page(first)) == ""
    assert ["54.70" in section(page(one)) for one in (second, third)] == [True, False]
    assert "第 3 版与第 2 版相比" in section(page(third))


def test_of_drafts_and_of_what_was_withdrawn_no_figure_is_told(person: User, page: Page) -> None:
    first = published(person)
    second = followed(first, person)
    draft = mend(second, person, old="55.70", new="99.99")
    assert since_public(draft) is None
    assert "99.99" not in page(second)
    Edition.objects.filter(pk=draft.pk).update(state="discarded")
    third = followed(second, person, old="55.70", new="56.70")
    editions.withdraw(Edition.objects.get(pk=second.pk), person, "错得多")
    assert section(page(second)) == ""
    shown = section(page(third))
    assert ("第 3 版与第 1 版相比" in shown, "55.70" in shown) == (True, False)


def test_the_same_again_says_so_and_asks_for_nothing_where_there_is_no_other(
    person: User, page: Page, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = published(person)
    with django_assert_num_queries(0):
        assert since_public(first) is None
    second = followed(followed(first, person), person, old="55.70", new="54.70")
    third = followed(second, person, old="54.70", new="54.7")
    assert "数字和句子完全一样。" in section(page(third))
