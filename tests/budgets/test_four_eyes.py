"""Four eyes: what one person did another one publishes, unless the office has one person alone."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django.fixtures import Settings

from budgets import editions
from budgets.departments import register_department
from budgets.editions import EditionError
from budgets.models import Edition, Scope, Stage
from tests.budgets.test_editions import NAME, draft, mend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _four_eyes(settings: Settings) -> None:
    settings.FOUR_EYES = True


@pytest.fixture
def one() -> User:
    return User.objects.create_user("甲", is_staff=True)


@pytest.fixture
def other() -> User:
    return User.objects.create_user("乙", is_staff=True)


def ready(edition: Edition, person: User) -> Edition:
    """Submitted, its checks taken as done."""
    edition = editions.submit_for_review(edition, person)
    Edition.objects.filter(pk=edition.pk).update(checks_current=True)
    edition.refresh_from_db()
    return edition


def test_who_submitted_does_not_publish_and_another_one_does(one: User, other: User) -> None:
    edition = ready(draft(), one)
    with pytest.raises(EditionError, match="这一版由你提交审核，须由另一个人核对后公布。"):
        editions.publish(edition, one)
    edition.refresh_from_db()
    assert edition.state == "in_review"
    assert editions.publish(edition, other).reviewed_by == other


def test_who_corrected_does_not_publish(one: User, other: User) -> None:
    edition = ready(mend(draft(), one), other)
    with pytest.raises(EditionError, match="由你更正"):
        editions.publish(edition, one)
    with pytest.raises(EditionError, match="由你提交审核"):
        editions.publish(edition, other)
    third = User.objects.create_user("丙")
    assert editions.publish(edition, third).state == "published"


def test_who_said_whose_it_is_does_not_publish(one: User, other: User) -> None:
    edition = draft(year=None)
    edition = editions.identify(edition, register_department(NAME), 2023, Stage.BUDGET, Scope.UNIT, person=one)
    with pytest.raises(EditionError, match="由你确认身份"):
        editions.publish(ready(edition, other), one)


def test_two_people_can_go_on_for_ever(one: User, other: User) -> None:
    """What was taken over from a published edition was seen: who corrected the first may publish the second."""
    edition = draft(year=None)
    edition = editions.identify(edition, register_department(NAME), 2023, Stage.BUDGET, Scope.UNIT, person=one)
    first = editions.publish(ready(mend(edition, one), one), other)
    second = ready(mend(first, other, old="55.70", new="56.70"), other)
    assert second.corrections.filter(person=one).exists()
    assert second.identified_by == one
    assert editions.publish(second, one).state == "published"


def test_an_office_of_one_person_switches_it_off(one: User, settings: Settings) -> None:
    settings.FOUR_EYES = False
    assert editions.publish(ready(draft(), one), one).state == "published"


def test_the_page_says_it_in_the_place_of_the_button(one: User, other: User) -> None:
    for person in (one, other):
        person.groups.set(Group.objects.filter(name__in=("录入员", "公布员")))
    edition = ready(draft(), one)
    address = f"/admin/budgets/edition/{edition.pk}/"
    seen = {}
    for person in (one, other):
        client = Client()
        client.force_login(person)
        seen[person] = client.get(f"{address}change/").content.decode()
        if person == one:
            refused = client.post(f"{address}publish/", {"reason": "x"}, follow=True).content.decode()
    assert "这一版由你提交审核，须由另一个人核对后公布。" in seen[one]
    assert f'action="{address}publish/"' not in seen[one]
    assert f'action="{address}publish/"' in seen[other]
    assert "须由另一个人核对后公布。" in refused
    edition.refresh_from_db()
    assert edition.state == "in_review"
