"""Private people are hidden; places, years, amounts and public people stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handover.masking import Masking

PUBLIC = {"Busan", "Surabaya", "Park Heong-joon", "051-888-1234", "Busan Global Center"}
MASKING = Masking(PUBLIC.__contains__, "KR")
HIDDEN = [
    ("en", "My name is Jane Roe and I live in Busan", "My name is [name] and I live in Busan"),
    ("en", "Regards, Jane Roe", "Regards, [name]"),
    ("en", "write to jane.roe@example.org please", "write to [email] please"),
    ("en", "my son Jonas wants to go", "my son [name] wants to go"),
    ("en", "I am @jane_roe there", "I am [handle] there"),
    ("en", "passport M12345678", "passport [identity]"),
    ("ko", "저는 홍길동입니다", "저는 [name]입니다"),
    ("ko", "제 이름은 홍길동이고", "제 이름은 [name]이고"),
    ("ko", "김철수 씨에게 전해 주세요", "[name] 씨에게 전해 주세요"),
    ("ko", "전화는 010-5555-0173입니다", "전화는 [phone]입니다"),
    ("ko", "주민번호 900101-1234567", "주민번호 [identity]"),
    ("id", "Nama saya Budi Santoso", "Nama saya [name]"),
    ("id", "WA 0812-3456-7890", "WA [phone]"),
    ("vi", "Tên tôi là Nguyễn Văn An", "Tên tôi là [name]"),
    ("th", "ผมชื่อ สมชาย", "ผมชื่อ [name]"),
    ("ru", "Меня зовут Анна Петрова", "Меня зовут [name]"),
    ("zh", "我叫王小明", "我叫[name]"),
    ("zh", "电话13812345678", "电话[phone]"),
    ("ja", "田中太郎と申します", "[name]と申します"),
    ("es", "Me llamo Juan Pérez", "Me llamo [name]"),
    ("fil", "Ako si Juan Dela Cruz", "Ako si [name]"),
    ("en", "card 4111 1111 1111 1111", "card [card]"),
    ("en", "account DE89 3704 0044 0532 0130 00", "account [account]"),
]
WHOLE = [
    ("en", "Who is mayor Park Heong-joon?"),
    ("en", "Was it 2024-2025 or 1994-11-10 or 19941110?"),
    ("en", "It costs 120000 won, 9 411 000 people live there"),
    ("en", "Agreement K7QX-4XW2 of 1994, article 12"),
    ("en", "The office answers at 051-888-1234"),
    ("en", "Can Mr. Mayor come? I am Korean and from Surabaya"),
    ("ko", "저는 이번에 부산에 삽니다. 선생님도 오시나요?"),
    ("ko", "부산시장님을 만날 수 있나요?"),
    ("ko", "1994년 11월 10일, 인구 3,300,000명, 120000원"),
    ("id", "Kapan Busan dan Surabaya menjadi kota kembar, 1994 atau 1995?"),
    ("ru", "Сколько побратимов было в 2010-2015 годах?"),
    ("ja", "釜山は1989年に締結しましたか"),
    ("zh", "2024年5月有什么活动？费用是300000韩元吗？"),
    ("th", "ปี 2566 มีกี่เมือง"),
]
HOSTILE = [
    "010 5555 0173",
    "010.5555.0173",
    "０１０-５５５５-０１７３",
    "010\u200b5555\u200b0173",
    "+82 10 5555 0173",
    "٠١٠٥٥٥٥٠١٧٣",
]


@pytest.mark.parametrize(("language", "text", "expected"), HIDDEN)
def test_what_is_private_is_hidden(language, text, expected):
    assert expected == MASKING(text, language)


@pytest.mark.parametrize(("language", "text"), WHOLE)
def test_what_is_nobody_s_stays(language, text):
    assert text == MASKING(text, language)


@pytest.mark.parametrize("number", HOSTILE)
def test_a_number_is_found_however_it_is_written(number):
    assert "call [phone] today" == MASKING(f"call {number} today", "ko")


def test_a_name_that_was_told_once_is_hidden_everywhere():
    assert "My name is [name]. [name] asks again." == MASKING("My name is Jane Roe. Jane Roe asks again.", "en")


@given(st.text(max_size=300), st.sampled_from(["en", "ko", "th", "ru", "xx"]))
def test_any_text_is_masked_without_touching_the_rest(text, language):
    found = MASKING.private(text, language)
    assert found == sorted(found, key=lambda one: one.start)
    assert all(text[one.start : one.end] == one.text for one in found)
    rest, last = [], 0
    for one in found:
        assert one.start >= last
        rest.append(text[last : one.start])
        last = one.end
    masked = MASKING(text, language)
    assert all(part in masked for part in [*rest, text[last:]])
