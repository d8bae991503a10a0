"""Files of people and of the bot, with the server's exact words."""

import pytest
from aiohttp import FormData

BAD = "Bad Request: "

pytestmark = pytest.mark.usefixtures("mina")


async def test_files_of_people(api, mina, simulator):
    small = simulator.message(7, mina.document("a.pdf", b"content")).file_id
    found = await api.call("getFile", file_id=small)
    assert ("documents/file_0.pdf", 7) == (found["file_path"], found["file_size"])
    url = f"{simulator.url}/file/bot{simulator.token}/{found['file_path']}"
    async with api.session.get(url) as response:
        assert b"content" == await response.read()
    async with api.session.get(f"{url}x") as response:
        assert 404 == response.status
    big = simulator.message(7, mina.document("b.pdf", b"", size=(20 << 20) + 1)).file_id
    assert (400, f"{BAD}file is too big") == await api.refusal("getFile", file_id=big)
    unknown = "wrong file_id or the file is temporarily unavailable"
    assert (400, BAD + unknown) == await api.refusal("getFile", file_id="nothing")
    assert (400, f"{BAD}file_id not specified") == await api.refusal("getFile")


async def upload(api, method, data, field, **parameters):
    form = FormData({"chat_id": "7", **parameters})
    form.add_field(field, data, filename="map.png")
    url = f"{api.simulator.url}/bot{api.simulator.token}/{method}"
    async with api.session.post(url, data=form) as response:
        return response.status, await response.json()


async def test_files_of_the_bot(api, simulator):
    status, body = await upload(api, "sendDocument", b"content", "document", caption="<b>x</b>", parse_mode="HTML")
    assert (200, "map.png") == (status, body["result"]["document"]["file_name"])
    status, body = await upload(api, "sendPhoto", b"content", "one", photo="attach://one")
    assert (200, 2) == (status, len(body["result"]["photo"]))
    shown = simulator.messages(7)
    assert [("document", "x"), ("photo", "")] == [(one.kind, one.text) for one in shown]
    assert [b"content", b"content"] == [simulator.file(one) for one in shown]
    assert await api.call("sendPhoto", chat_id=7, photo=shown[1].file_id)


@pytest.mark.parametrize(
    ("document", "description"),
    [
        ("", "there is no document in the request"),
        ("attach://missing", "there is no document in the request"),
        ("nothing", "wrong remote file identifier specified: Wrong string length"),
        ("https://busan.go.kr/a.pdf", "failed to get HTTP URL content"),
    ],
)
async def test_a_file_must_be_there(api, document, description):
    assert (400, BAD + description) == await api.refusal("sendDocument", chat_id=7, document=document)


async def test_uploads_have_a_size(api, simulator):
    simulator.switches.upload_limit = 1 << 16
    status, body = await upload(api, "sendDocument", b"x" * (1 << 17), "document")
    assert (413, "Request Entity Too Large", 413) == (status, body["description"], body["error_code"])
    status, body = await upload(api, "sendDocument", b"", "document")
    assert (400, f"{BAD}file must be non-empty") == (status, body["description"])
