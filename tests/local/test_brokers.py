"""The brokers that the tests start are brokers: they keep a message until it is fetched."""

from __future__ import annotations

import pytest
from kombu import Connection


@pytest.mark.service
@pytest.mark.parametrize("broker", ["embedded_redis_url", "redis_url", "rabbitmq_url"])
def test_a_message_waits_for_its_reader(broker: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(broker)
    with Connection(url) as connection, connection.SimpleQueue("greetings") as queue:
        queue.put({"unit": "万元"})
    with Connection(url) as connection, connection.SimpleQueue("greetings") as queue:
        message = queue.get(timeout=30)
        message.ack()
    assert message.payload == {"unit": "万元"}
