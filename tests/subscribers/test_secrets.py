"""Keys are random, signatures those of Standard Webhooks, and waiting grows."""

from __future__ import annotations

import base64
import hashlib
import hmac
from itertools import pairwise

import pytest

from subscribers import secrets, signatures


def test_a_key_is_known_by_its_shape_its_beginning_and_its_digest() -> None:
    key = secrets.new_key()
    assert secrets.is_key(key)
    assert key.startswith(secrets.prefix(key))
    assert secrets.digest(key) == hashlib.sha256(key.encode()).hexdigest()
    assert secrets.new_key() != key


@pytest.mark.parametrize(
    "text", ["", "mz_", "mz_短", "mz_" + "a" * 42, "mz_" + "a" * 44, "xx_" + "a" * 43, "mz_" + "a" * 43 + "\n", "mz_" + "é" * 43]
)
def test_what_is_no_key_is_not_looked_for(text: str) -> None:
    assert not secrets.is_key(text)


def test_a_signature_is_what_the_standard_says() -> None:
    """Worked out by hand, with the example's secret of standardwebhooks.com."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signatures.signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    signed = b'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'
    assert headers["webhook-signature"] == "v1," + base64.b64encode(hmac.new(secret, signed, "sha256").digest()).decode()


def test_it_waits_longer_each_time_never_longer_than_half_a_day_and_not_with_all_others() -> None:
    middle = [signatures.wait(number, 0.5) for number in range(1, 10)]
    assert middle[:4] == [60, 240, 960, 3840]
    assert all(before <= after for before, after in pairwise(middle))
    assert middle[-1] == 12 * 3600
    assert (signatures.wait(1, 0), signatures.wait(1, 1)) == (48, 72)
    assert len({signatures.wait(3) for _ in range(20)}) > 10


def test_what_goes_out_waits_where_workers_have_a_way_out() -> None:
    from config.celery import app
    from subscribers import tasks

    for task in (tasks.send_link, tasks.tell_disabled, tasks.deliver, tasks.send_due, tasks.tidy):
        assert app.amqp.router.route({}, task.name)["queue"].name == "mingzhang-fetch"
    assert {one["task"] for one in app.conf.beat_schedule.values()} <= set(app.tasks) | {"dumps.tasks.make_due"}
