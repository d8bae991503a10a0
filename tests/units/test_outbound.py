"""What is stopped before it goes to an inquirer, and what is not."""

from dataclasses import replace

import pytest

from bot.handover.masking import Masking
from bot.handover.outbound import Finding, Outbound, Stop
from retrieval.languages import identify
from retrieval.model import Audience
from retrieval.register import intents
from tests.units.test_tickets import ticket

SECRET = "the night watch keeps the spare key in the green tin box"
MASKING = Masking({"051-888-1234"}.__contains__, "KR")


def language_of(text, hint):
    return identify(text, hint, intents.shipped().lexicon)


def repeats(text, audience):
    return ["Harbour procedure"] if audience is not Audience.INTERNAL and SECRET in text else []


OUTBOUND = Outbound(repeats, MASKING.private, language_of, {Stop.LANGUAGE, Stop.NOTE, Stop.PERSONAL})


async def found(text, language="en", notes=(), question="When does it open?"):
    one = ticket(question=question)
    asked = replace(one, origin=replace(one.origin, language=language))
    return await OUTBOUND(text, asked, notes, Audience.PUBLIC)


@pytest.mark.parametrize("text", ["", "  \n ", "…!?", "\u200b"])
async def test_nothing_to_read_is_stopped(text):
    assert (Finding(Stop.EMPTY),) == await found(text)


async def test_restricted_text_is_stopped_by_the_document_s_title():
    assert (Finding(Stop.RESTRICTED, "Harbour procedure"),) == await found(f"Well, {SECRET}, they say.")


async def test_a_stranger_s_telephone_is_stopped_and_the_inquirer_s_own_is_not():
    text = "We shall call you back on 010-5555-0173 tomorrow morning."
    assert (Finding(Stop.PERSONAL, "010-5555-0173"),) == await found(text)
    assert () == await found(text, question="Call me: 010 5555 0173")


async def test_the_office_s_own_telephone_may_be_told():
    assert () == await found("Please ask the office directly at 051-888-1234.")


@pytest.mark.parametrize("text", ["note: ask Lee first, he knows", "@lee can you look?", "메모: 아직 보내지 마세요"])
async def test_what_is_marked_as_a_note_is_stopped(text):
    assert Stop.NOTE in {finding.stop for finding in await found(text)}


async def test_words_of_a_note_are_stopped_whatever_their_spacing():
    notes = ["The budget office is still annoyed about last spring"]
    text = "We are sorry: the BUDGET office is still  annoyed, so it takes a while."
    assert [Stop.NOTE] == [finding.stop for finding in await found(text, notes=notes)]


async def test_a_greeting_that_happens_to_be_the_same_is_no_note():
    assert () == await found("Thank you! It opens at nine in the morning.", notes=["Thank you!"])


REPLIES = {
    "en": "You can apply at the office until the end of March.",
    "ko": "삼월 말까지 사무소에 신청하시면 됩니다.",
    "id": "Anda dapat mendaftar di kantor kami sampai akhir bulan Maret.",
    "vi": "Bạn có thể nộp đơn tại văn phòng đến hết tháng Ba.",
    "th": "ท่านสามารถยื่นใบสมัครที่สำนักงานได้จนถึงสิ้นเดือนมีนาคม",
    "ru": "Вы можете подать заявку в управление до конца марта.",
    "zh": "您可以在三月底之前到办公室提交申请。",
    "ja": "三月末までに窓口でお申し込みいただけます。",
    "km": "លោកអ្នកអាចដាក់ពាក្យនៅការិយាល័យរហូតដល់ចុងខែមីនា។",
    "fil": "Maaari kayong mag-apply sa opisina hanggang sa katapusan ng Marso.",
    "my": "မတ်လကုန်အထိ ရုံးတွင် လျှောက်ထားနိုင်ပါသည်။",
    "kk": "Наурыздың соңына дейін кеңсеге өтініш бере аласыз.",
    "mn": "Та гуравдугаар сарын эцэс хүртэл албанд өргөдөл гаргаж болно.",
    "es": "Puede presentar su solicitud en la oficina hasta finales de marzo.",
}


@pytest.mark.parametrize("language", REPLIES)
async def test_a_reply_in_the_inquirer_s_language_passes(language):
    assert () == await found(REPLIES[language], language)


@pytest.mark.parametrize("language", set(REPLIES) - {"ko"})
async def test_a_korean_reply_to_somebody_else_is_stopped(language):
    assert (Finding(Stop.LANGUAGE, "ko"),) == await found(REPLIES["ko"], language)


@pytest.mark.parametrize("text", ["2026-03-01", "Yes.", "https://www.busan.go.kr/eng", "051-888-1234", "OK", "Busan"])
@pytest.mark.parametrize("language", ["ko", "th", "en"])
async def test_what_is_too_short_to_tell_passes(text, language):
    assert () == await found(text, language)


async def test_a_programme_s_english_name_in_a_korean_reply_passes():
    assert () == await found("Busan Global Gathering 행사는 오월에 열리며 누구나 참가할 수 있습니다.", "ko")


def test_only_what_policy_names_may_be_overruled():
    assert OUTBOUND.may_override([Finding(Stop.LANGUAGE), Finding(Stop.NOTE)])
    assert not OUTBOUND.may_override([Finding(Stop.LANGUAGE), Finding(Stop.RESTRICTED)])
