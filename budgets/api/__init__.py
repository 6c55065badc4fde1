"""The public, read-only API of what was published: serializers say the shape, views fetch, urls route."""
