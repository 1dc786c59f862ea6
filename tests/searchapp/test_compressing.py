import gzip

import pytest
from flask.testing import FlaskClient

ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/", "/search?q=cells", "/api/v1/search?q=cells", "/static/style.css"])
def test_what_is_sent_compressed_is_the_same(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers=ZIPPED) as zipped:
        assert "Content-Encoding" not in plain.headers
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert "Accept-Encoding" in zipped.headers["Vary"]
        assert len(zipped.data) == int(zipped.headers["Content-Length"]) < len(plain.data) / 2
        unzipped = gzip.decompress(zipped.data)
        if path.startswith("/api"):
            assert len(unzipped) == pytest.approx(len(plain.data), abs=20)  # took_ms differs
        else:
            assert unzipped == plain.data


def test_small_answers_and_refusals_stay_as_they_are(client: FlaskClient) -> None:
    with client.get("/static/keys.js", headers=ZIPPED) as small:
        assert "Content-Encoding" not in small.headers
    refused = client.get("/search?q=cells", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_an_export_is_still_sent_as_it_comes(client: FlaskClient) -> None:
    answer = client.get("/search.jsonl?q=cells", headers=ZIPPED)
    assert "Content-Encoding" not in answer.headers
    assert len(answer.text.splitlines()) == 5


def test_a_file_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    with client.get("/static/style.css", headers=ZIPPED) as first:
        tag = first.headers["ETag"]
    with client.get("/static/style.css", headers={**ZIPPED, "If-None-Match": tag}) as again:
        assert (again.status_code, again.data) == (304, b"")
