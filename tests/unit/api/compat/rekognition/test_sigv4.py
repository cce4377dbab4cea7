"""Signature Version 4 against what AWS publishes."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wornby.api.compat.guard import ServiceError
from wornby.api.compat.rekognition.sigv4 import (
    SentRequest,
    canonical_request,
    check_headers,
    is_signed_with,
    read_authorization,
    string_to_sign,
)

SECRET = b"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
NOW = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
SCOPE = "AKIDEXAMPLE/20150830/us-east-1/{}/aws4_request"
DOCUMENTED = (
    f"AWS4-HMAC-SHA256 Credential={SCOPE.format('iam')}, SignedHeaders=content-type;host;x-amz-date, "
    "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
)
"""The example of the documentation, "Signature Version 4 signing process"."""
LIST_USERS = SentRequest(
    method="GET",
    path="/",
    query="Action=ListUsers&Version=2010-05-08",
    headers=[
        ("host", "iam.amazonaws.com"),
        ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ("x-amz-date", "20150830T123600Z"),
    ],
    body=b"",
)
HOST = ("host", "example.amazonaws.com")
DATE = ("x-amz-date", "20150830T123600Z")


def header(signature, *, names="host;x-amz-date", service="service"):
    return f"AWS4-HMAC-SHA256 Credential={SCOPE.format(service)}, SignedHeaders={names}, Signature={signature}"


def suite(signature, *, method="GET", path="/", query="", headers=(HOST, DATE), body=b"", names="host;x-amz-date"):
    """A case of the test suite that AWS publishes for this version."""
    sent = SentRequest(method=method, path=path, query=query, headers=list(headers), body=body)
    return read_authorization(header(signature, names=names)), sent


FORM = ("content-type", "application/x-www-form-urlencoded")
SUITE = {
    "get-vanilla": suite("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    "get-vanilla-query-order-key-case": suite(
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500", query="Param2=value2&Param1=value1"
    ),
    "post-vanilla": suite("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", method="POST"),
    "post-x-www-form-urlencoded": suite(
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
        method="POST",
        headers=(FORM, HOST, DATE),
        body=b"Param1=value1",
        names="content-type;host;x-amz-date",
    ),
}


@pytest.mark.parametrize(("signed", "sent"), SUITE.values(), ids=SUITE)
def test_the_published_suite(signed, sent) -> None:
    assert is_signed_with(SECRET, signed, sent)


def test_the_documented_example() -> None:
    signed = read_authorization(DOCUMENTED)
    canonical = hashlib.sha256(canonical_request(signed, LIST_USERS).encode()).hexdigest()
    assert canonical == "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"
    assert string_to_sign(signed, LIST_USERS).splitlines()[1:3] == [DATE[1], "20150830/us-east-1/iam/aws4_request"]
    assert is_signed_with(SECRET, signed, LIST_USERS)


def with_header(sent, name, value):
    return replace(sent, headers=[(own, value if own == name else old) for own, old in sent.headers])


@pytest.mark.parametrize(
    "sent",
    [
        replace(LIST_USERS, body=b"x"),
        replace(LIST_USERS, method="POST"),
        replace(LIST_USERS, path="/x"),
        replace(LIST_USERS, query="Action=ListUsers"),
        with_header(LIST_USERS, "host", "evil.example"),
        replace(LIST_USERS, headers=[*LIST_USERS.headers, ("host", "evil.example")]),
        replace(LIST_USERS, headers=[*LIST_USERS.headers, ("x-amz-content-sha256", "0" * 64)]),
    ],
    ids=["body", "method", "path", "query", "host", "second-host", "hash"],
)
def test_whatever_is_changed_is_found(sent) -> None:
    assert not is_signed_with(SECRET, read_authorization(DOCUMENTED), sent)


def test_another_secret_is_found() -> None:
    assert not is_signed_with(b"other", read_authorization(DOCUMENTED), LIST_USERS)


def test_a_hash_that_is_sent_may_stand_there() -> None:
    empty = hashlib.sha256(b"").hexdigest()
    sent = replace(LIST_USERS, headers=[*LIST_USERS.headers, ("x-amz-content-sha256", empty)])
    assert is_signed_with(SECRET, read_authorization(DOCUMENTED), sent)


def test_spaces_in_headers_and_a_path_are_put_in_one_form() -> None:
    signed = read_authorization(DOCUMENTED)
    sent = with_header(replace(LIST_USERS, path="/a b%20c"), "host", "  iam.amazonaws.com ")
    lines = canonical_request(signed, sent).splitlines()
    assert (lines[1], lines[4]) == ("/a%20b%2520c", "host:iam.amazonaws.com")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "MissingAuthenticationTokenException"),
        ("", "MissingAuthenticationTokenException"),
        ("Bearer wb_x", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256", "IncompleteSignatureException"),
        (DOCUMENTED.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"), "IncompleteSignatureException"),
        (DOCUMENTED.replace("/aws4_request", ""), "IncompleteSignatureException"),
        (DOCUMENTED.replace("aws4_request", "aws5_request"), "IncompleteSignatureException"),
        (DOCUMENTED.replace("us-east-1", ""), "IncompleteSignatureException"),
        (DOCUMENTED.replace("content-type;host", "host;content-type"), "IncompleteSignatureException"),
        (DOCUMENTED.replace("host;", "host;host;"), "IncompleteSignatureException"),
        (DOCUMENTED[:-1], "IncompleteSignatureException"),
        (DOCUMENTED[:-1] + "G", "IncompleteSignatureException"),
    ],
    ids=[
        "none",
        "empty",
        "other-scheme",
        "nothing",
        "asymmetric",
        "short-scope",
        "end",
        "region",
        "order",
        "twice",
        "short",
        "hex",
    ],
)
def test_what_is_no_signature(given, code) -> None:
    with pytest.raises(ServiceError) as found:
        read_authorization(given)
    assert found.value.code == code


def check(signed=None, *, headers=None, service="iam", now=NOW):
    check_headers(signed or read_authorization(DOCUMENTED), headers or LIST_USERS.headers, service=service, now=now)


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_clocks_may_be_five_minutes_apart(minutes) -> None:
    check(now=NOW + timedelta(minutes=minutes))


OLD_DAY = [(name, value.replace("20150830T", "20150829T")) for name, value in LIST_USERS.headers]
NO_DATE = [(name, value) for name, value in LIST_USERS.headers if name != "x-amz-date"]
BAD_DATE = [(name, value.replace("123600", "996199")) for name, value in LIST_USERS.headers]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"now": NOW + timedelta(minutes=5, seconds=1)}, "expired"),
        ({"now": NOW - timedelta(minutes=5, seconds=1)}, "not yet current"),
        ({"service": "rekognition"}, "correct service"),
        ({"headers": OLD_DAY}, "Credential"),
        ({"headers": NO_DATE}, "host, x-amz-date"),
        ({"headers": BAD_DATE}, "no date"),
        ({"headers": [*LIST_USERS.headers, ("x-amz-target", "X.Y")]}, "x-amz-target"),
        ({"headers": [one for one in LIST_USERS.headers if one[0] != "content-type"]}, "is not sent"),
        ({"signed": read_authorization(DOCUMENTED.replace("content-type;host;", "content-type;"))}, "host"),
    ],
    ids=["old", "early", "service", "day", "no-date", "bad-date", "unsigned", "not-sent", "no-host"],
)
def test_what_is_refused_before_a_body_is_read(values, says) -> None:
    with pytest.raises(ServiceError, match=says) as found:
        check(**values)
    assert found.value.code == "InvalidSignatureException"


def test_a_body_that_is_not_signed_is_refused() -> None:
    names = "content-type;host;x-amz-content-sha256;x-amz-date"
    signed = read_authorization(DOCUMENTED.replace("content-type;host;x-amz-date", names))
    with pytest.raises(ServiceError, match="not signed"):
        check(signed, headers=[*LIST_USERS.headers, ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")])
