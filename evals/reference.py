"""Regions, groups and words of the world that the oracle needs, apart from those of the program under test."""

REGIONS = {
    "015": "DZ EG EH LY MA SD TN",
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "014": "BI DJ ER ET KE KM MG MU MW MZ RE RW SC SO SS TZ UG YT ZM ZW",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "021": "BM CA GL PM US",
    "029": "AG BB BS CU DM DO GD HT JM KN LC PR TT VC",
    "013": "BZ CR GT HN MX NI PA SV",
    "005": "AR BO BR CL CO EC GF GY PE PY SR UY VE",
    "143": "KG KZ TJ TM UZ",
    "030": "CN HK JP KP KR MN MO TW",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "034": "AF BD BT IN IR LK MV NP PK",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "DK EE FI GB IE IS LT LV NO SE",
    "039": "AL AD BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
    "155": "AT BE CH DE FR LI LU MC NL",
    "053": "AU NZ",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW",
    "061": "AS CK PF TO TV WS",
}
"""UN M49 regions and their countries; Taiwan stands where the Unicode tables put it."""
WIDER = {
    "002": "015 011 014 017 018",
    "202": "011 014 017 018",
    "019": "021 029 013 005",
    "003": "021 029 013",
    "419": "029 013 005",
    "142": "143 030 035 034 145",
    "150": "151 154 039 155",
    "009": "053 054 057 061",
}
CONTINENTS = {"africa": "002", "americas": "019", "asia": "142", "europe": "150", "oceania": "009"}
ASEAN = {
    **dict.fromkeys(("ID", "MY", "PH", "SG", "TH"), "1967-08-08"),
    "BN": "1984-01-07",
    "VN": "1995-07-28",
    "LA": "1997-07-23",
    "MM": "1997-07-23",
    "KH": "1999-04-30",
    "TL": "2025-10-26",
}
"""The members of ASEAN and since when."""
RELATIONS = {
    "sister": "sister|twin|자매|姉妹|姐妹|姊妹|友好城市|kota kembar|kota bersaudara|kota saudara|kết nghĩa|เมืองพี่เมืองน้อง"
    "|บ้านพี่เมืองน้อง|побратим|បងប្អូន|kapatid|ညီအစ်မ|ညီအစ်ကို|бауырлас|herman|ах дүү|эгч дүү",
    "friendly-cooperation": "friendly-cooperation|friendly cooperation|friendship|우호|友好合作|友好协作|友好協力"
    "|友好交流|persahabatan|hữu nghị|มิตรภาพ|มิตรไมตรี|дружеств|дружб|មិត្តភាព|pagkakaibigan|pakikipagkaibigan|ချစ်ကြည်"
    "|достық|cooperación amistosa|amistad|найрсаг|найрамд",
}
"""Words for the two tiers in every language, parted by bars; an answer may also quote them."""
