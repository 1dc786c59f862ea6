from flask.testing import FlaskClient


def test_a_search_result_has_the_documented_keys(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=intrathecally&condition=als&literal=intrathecal").get_json()
    took = answer.pop("took_ms")
    version = answer["index"].pop("version")
    score = answer["hits"][0].pop("score")
    assert took > 0
    assert version
    assert score > 0
    assert answer == {
        "query": "intrathecally",
        "total": 1,
        "page": 1,
        "pages": 1,
        "size": 20,
        "sort": "relevance",
        "hits": [
            {
                "id": "als-it",
                "title": "Cells given intrathecally in ALS",
                "url": "/summaries/als-it",
                "year": 2018,
                "citation": {
                    "authors": ["Abel A", "Baker B"],
                    "title": "A trial",
                    "journal": "Nerve",
                    "year": 2018,
                    "doi": "10.1234/a",
                    "text": "Abel A, Baker B. A trial. Nerve. 2018.",
                    "link": "https://doi.org/10.1234/a",
                },
                "conditions": [{"id": "als", "label": "amyotrophic lateral sclerosis"}],
                "cell_types": [{"id": "bm-msc", "label": "bone marrow mesenchymal stem cell"}],
                "routes": [{"id": "intrathecal", "label": "intrathecal"}],
                "donor": [{"id": "autologous", "label": "autologous"}],
                "study": [{"id": "rct", "label": "randomized trial"}],
                "passages": [[{"text": "Twelve patients received their own cells.", "matched": False}]],
            }
        ],
        "facets": {
            "condition": [
                _value("als", "amyotrophic lateral sclerosis", parent="nerves", selected=True),
                _value("nerves", "conditions of the nerves"),
            ],
            "cell_type": [
                _value("bm-msc", "bone marrow mesenchymal stem cell", parent="msc"),
                _value("msc", "mesenchymal stem cell"),
            ],
            "route": [_value("spine", "into the spine"), _value("intrathecal", "intrathecal", parent="spine")],
            "donor": [_value("autologous", "autologous")],
            "study": [_value("trial", "clinical trial"), _value("rct", "randomized trial", parent="trial")],
        },
        "years": [{"year": 2018, "count": 1}],
        "interpretation": [],
        "relaxed": [],
        "relaxed_total": 0,
        "related": [],
        "total_all_words": 1,
        "literal": [
            {
                "kind": "concept",
                "typed": "intrathecally",
                "facet": "route",
                "id": "intrathecal",
                "label": "intrathecal",
                "ambiguous": False,
            }
        ],
        "senses": [],
        "offers": [],
        "suggestion": None,
        "corrected": None,
        "notices": [],
        "remedies": [],
        "index": {"summaries": 6},
    }


def _value(concept: str, label: str, parent: str | None = None, selected: bool = False) -> dict[str, object]:
    return {"id": concept, "label": label, "count": 1, "selected": selected, "parent": parent}


def test_years_are_counted_under_all_filters_but_their_own(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=cells&condition=nerves&year=2021").get_json()
    assert answer["total"] == 2
    assert answer["years"] == [{"year": 2018, "count": 1}, {"year": 2021, "count": 2}]


def test_pages_and_sizes(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?size=4&sort=title").get_json()
    second = client.get("/api/v1/search?size=4&sort=title&page=2").get_json()
    assert [len(first["hits"]), len(second["hits"]), first["pages"]] == [4, 2, 2]
    titles = [hit["title"] for answer in (first, second) for hit in answer["hits"]]
    assert titles == sorted(titles)


def test_ignored_input_is_reported_in_notices(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=%22cells&route=by-air&page=x").get_json()
    assert [notice["message"] for notice in answer["notices"]] == [
        "“page=x” is not a number from 1 to 1000000; 1 is used.",
        "A missing quotation mark was added at the end.",
        "The filter route “by-air” is unknown and was ignored.",
    ]


def test_a_summary_is_complete(client: FlaskClient) -> None:
    answer = client.get("/api/v1/summaries/als-it").get_json()
    assert answer["paragraphs"] == [
        "Twelve patients received their own cells. The decline of breathing did not slow.",
        "Headache was the only harm reported.",
    ]
    assert answer["routes"] == [{"id": "intrathecal", "label": "intrathecal"}]


def test_errors_are_problem_documents(client: FlaskClient) -> None:
    missing = client.get("/api/v1/summaries/nobody", headers={"X-Request-Id": "r-1"})
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert missing.get_json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no summary “nobody” in this collection.",
        "errors": [
            {
                "in": "path",
                "name": "summary_id",
                "value": "nobody",
                "detail": "There is no summary “nobody” in this collection.",
            }
        ],
        "request_id": "r-1",
    }
    wrong = client.post("/api/v1/search")
    assert (wrong.status_code, wrong.content_type) == (405, "application/problem+json")
    assert "GET" in wrong.headers["Allow"]
    assert client.get("/api/v1/nowhere").content_type == "application/problem+json"


def test_partial_matches_are_separate(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=twelve+headache+itching").json
    assert (answer["total"], answer["hits"], answer["total_all_words"]) == (0, [], 0)
    assert [hit["id"] for hit in answer["relaxed"]] == ["als-it", "eczema"]
    assert answer["relaxed_total"] == 2
    every = client.get("/api/v1/search?q=twelve+headache+itching&words=all").json
    assert (every["total"], every["relaxed"], every["relaxed_total"]) == (0, [], 0)
    some = client.get("/api/v1/search?q=twelve+headache+itching&words=some").json
    assert [hit["id"] for hit in some["hits"]] == ["als-it", "eczema"]
    assert (some["total"], some["total_all_words"], some["relaxed"]) == (2, 0, [])
    odd = client.get("/api/v1/search?q=x&words=few").json
    assert {"message": "“words=few” is neither all nor some; it was ignored."} in odd["notices"]


def test_linked_concepts_are_reported(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=als+breathing").json
    assert answer["interpretation"] == [
        {
            "kind": "concept",
            "typed": "als",
            "facet": "condition",
            "id": "als",
            "label": "amyotrophic lateral sclerosis",
            "ambiguous": False,
        }
    ]
    undone = client.get("/api/v1/search?q=als+breathing&literal=als").json
    assert (undone["interpretation"], undone["literal"]) == ([], answer["interpretation"])
    without = client.get("/api/v1/search?q=breathing&literal=als").json
    assert (without["interpretation"], without["literal"]) == ([], [])


def test_other_queries_are_offered_with_their_totals(client: FlaskClient) -> None:
    offers = client.get("/api/v1/search?q=pain+not+walking").json["offers"]
    assert offers == [{"text": "Exclude walking", "query": "pain -walking", "total": 1}]


def test_a_spelling_correction_is_suggested(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=brething").json
    assert answer["suggestion"] == {"query": "breathing", "total": 2}
    assert (answer["query"], answer["corrected"], answer["total"]) == ("brething", "breathing", 2)
    exact = client.get("/api/v1/search?q=brething&exact=true").json
    assert exact["suggestion"] == answer["suggestion"]
    assert (exact["query"], exact["corrected"], exact["total"]) == ("brething", None, 0)
    (notice,) = client.get("/api/v1/search?q=als&exact=1").json["notices"]
    assert notice["message"] == "“exact=1” is neither true nor false; it was ignored."


def test_an_ambiguous_acronym_lists_its_senses(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=AD").json
    assert answer["senses"] == [
        {"typed": "AD", "facet": "condition", "id": "eczema", "label": "atopic dermatitis", "total": 1}
    ]


def test_a_hit_explains_its_score_on_request(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=pain+als&words=some&explain=true").json
    for hit in answer["hits"]:
        assert abs(sum(part["score"] for part in hit["explanation"]) - hit["score"]) < 1e-6
    (concept, *_) = (part for part in answer["hits"][0]["explanation"] if part["place"] == "concept")
    assert concept["concept"] == {"facet": "condition", "id": "als", "label": "amyotrophic lateral sclerosis"}
    assert concept["tagged"] == [{"id": "als", "label": "amyotrophic lateral sclerosis"}]
    assert concept["forms"] == [{"text": "ALS", "match": "exact", "times": 1}]
    assert "explanation" not in client.get("/api/v1/search?q=pain").json["hits"][0]


def test_completions_are_grouped(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=breathing+als").json
    assert answer == {
        "query": "breathing als",
        "groups": [
            {
                "facet": "condition",
                "label": "Condition",
                "suggestions": [
                    {
                        "id": "als",
                        "label": "amyotrophic lateral sclerosis",
                        "name": "ALS",
                        "query": "breathing",
                        "count": 2,
                        "replacement": None,
                        "url": "/search?q=breathing&condition=als",
                    }
                ],
            }
        ],
    }
    assert client.get(answer["groups"][0]["suggestions"][0]["url"]).status_code == 200
    excluded = client.get("/api/v1/suggest?q=-amyo").json["groups"][0]["suggestions"][0]
    assert (excluded["replacement"], excluded["count"]) == ("-condition:als", 4)
    assert excluded["url"] == "/search?q=-condition%3Aals"
    (titles,) = client.get("/api/v1/suggest?q=notes").json["groups"]
    assert (titles["facet"], titles["suggestions"][0]["url"]) == ("title", "/summaries/plain")
    assert titles["suggestions"][0]["count"] is None
    assert client.get("/api/v1/suggest").json == {"query": "", "groups": []}


def test_the_count_of_a_completion_is_the_total_of_its_search(client: FlaskClient) -> None:
    for typed in ("als", "breathing al", "pain kn", "ca", "intra", "m"):
        for group in client.get("/api/v1/suggest", query_string={"q": typed}).json["groups"]:
            for found in group["suggestions"]:
                if found["count"] is not None:
                    total = client.get(f"/api/v1{found['url']}&words=all").json["total"]
                    assert total == found["count"]
