"""Prose in many tongues, written for these tests: what a guess at an encoding is measured on."""

import random

PROSE: dict[str, str] = {
    "en": (
        "“You’re late,” said Mrs. Harrow — she didn’t look up. The kettle hadn’t boiled yet… and nobody’d fed the café’s cat.\n"
        "It was a small town, and it’d been raining since Tuesday. “I couldn’t find my other boot,” he said.\n"
        "She’d heard that one before; she’d heard all of them. The naïve ones tried fiancées and façades.\n"
        "“Sit down,” she told him, “and don’t drip.” He sat. He dripped. Outside, the lamps went on one by one.\n"
    ),
    "en-quotes": (
        '"We can’t stay here," Tom said. The door wouldn’t close and the wind came in under it.\n'
        "Nobody answered – they were all looking at the map, and at the hole in the middle of the map.\n"
        '"It’s only paper," said Ruth. "It isn’t the island. The island’s fine."\n'
        "He thought about that for a long time, and he thought about his sister’s boat.\n"
    ),
    "fr": (
        "La pluie n’avait pas cessé depuis l’aube, et Hélène regardait le jardin se noyer sans un mot.\n"
        "« Tu viens ? » demanda son frère, déjà chaussé, déjà pressé. Elle secoua la tête : où seraient-ils allés ?\n"
        "Le château était fermé, le café aussi, et la forêt appartenait aux cerfs. À midi, leur mère rentra du marché.\n"
        "Elle avait acheté du pain, des œufs, un gâteau pour la fête ; ça sentait bon jusque dans l’escalier.\n"
    ),
    "de": (
        "Der Leuchtturmwärter hieß Jörg und hatte seit drei Jahren mit niemandem gesprochen außer mit den Möwen.\n"
        "„Schön“, sagte er, als das Mädchen klopfte, „dann muss ich wohl Tee kochen.“ Sie nickte und schüttelte den Schnee ab.\n"
        "Über dem Ofen hingen Schlüssel, große und kleine, und keiner wusste mehr, wofür sie früher gewesen waren.\n"
        "Gegen Mitternacht hörten sie die Glocken – erst leise, dann näher, und das Mädchen hörte auf zu lächeln.\n"
    ),
    "es": (
        "—¿Quién anda ahí? —preguntó la niña, y nadie respondió. El pasillo olía a jazmín y a pan quemado.\n"
        "Mañana cumpliría diez años; su abuelo le había prometido un caballo pequeño, con la frente blanca.\n"
        "Pero el abuelo no volvió del puerto aquella noche, ni la siguiente. La señora Ibáñez cerró las ventanas.\n"
        "—¡Qué sueño más raro! —dijo después, cuando por fin amaneció y el corazón le latía despacio.\n"
    ),
    "pl": (
        "Dziewczyna stała na peronie i czekała na pociąg, który nigdy się nie spóźniał, a dziś się spóźnił.\n"
        "– Może jeszcze przyjedzie – powiedział starszy pan z walizką. Śnieg padał coraz gęściej, światła gasły.\n"
        "Wyjęła z kieszeni list od brata i przeczytała go znowu: „Wróć do domu, proszę, zanim będzie za późno”.\n"
        "Nie umiała już płakać. Źle spała, mało jadła, a każdą noc śniła o łódce na środku jeziora.\n"
    ),
    "cs": (
        "Když přišla zima, přestěhovali se všichni do jedné světnice a topili jenom večer, aby dřevo vydrželo.\n"
        "„Kde je náš pes?“ zeptala se Žofie. Nikdo neodpověděl, protože to nikdo nevěděl; dveře byly otevřené.\n"
        "Děda vzal lucernu, oblékl si kožich a řekl, že se za chvíli vrátí. Sníh už sahal až k oknům.\n"
        "Čekali dlouho. Hodiny tloukly, kočka předla a někde daleko štěkal něčí pes, možná ten jejich.\n"
    ),
    "hu": (
        "Az öregasszony minden reggel kiült a ház elé, és addig nézte az utat, amíg a nap le nem bukott a hegyek mögött.\n"
        "– Mit keresel itt, fiú? – kérdezte egyszer a postástól. – Nincs nekem már kitől levelet kapnom.\n"
        "A fiú zavartan elmosolyodott, és a táskájából egy gyűrött, sárga borítékot vett elő, tőle külön bélyeggel.\n"
        "Az írás ismerős volt. Hűvös szél fújt a folyó felől, és a fűzfák lassan hajlongtak fölötte.\n"
    ),
    "tr": (
        "Yağmur dinmişti ama sokaklar hâlâ ıslaktı; çocuklar su birikintilerinin üstünden atlayarak okula koşuyordu.\n"
        "“Beni bekleme,” dedi ablası, “bu akşam geç geleceğim.” Küçük kız başını salladı, hiçbir şey söylemedi.\n"
        "Evin önündeki ağaç bu yıl çiçek açmamıştı. Dedesi bunun kötü bir işaret olduğunu düşünüyordu.\n"
        "Gece yarısı kapı çalındı. Işığı yaktı, şalını omzuna aldı ve yavaşça aşağıya indi.\n"
    ),
    "ru": (
        "Старый паром ходил через реку дважды в день, и никто в деревне не помнил, когда построили мост.\n"
        "— Опять туман, — сказала Марина и поставила чайник. — Подождём до вечера, куда нам спешить?\n"
        "Брат молчал. Он смотрел в окно, где за серой водой едва виднелись огни чужого берега.\n"
        "Ей хотелось спросить его о письме, но она не спросила; ещё будет время, подумала она, ещё целая зима.\n"
    ),
    "uk": (
        "Мій дід завжди казав, що річка пам’ятає кожного, хто її переплив, і нікому нічого не прощає.\n"
        "— Їдьмо вже, — мовила Оленка, — бо споночіє. Вона тримала в руках ліхтар і маленьку скриньку.\n"
        "Ґанок скрипів під ногами, собака гавкав десь за городами, а на сході сходив великий жовтий місяць.\n"
    ),
    "el": (
        "Το νησί ήταν άδειο όταν έφτασαν, και μόνο ένα γέρικο γαϊδούρι τους περίμενε στην αποβάθρα.\n"
        "«Πού πήγαν όλοι;» ρώτησε η Άννα. Ο άνεμος έκλεινε και άνοιγε μια πόρτα κάπου ψηλά στο χωριό.\n"
        "Κανείς δεν απάντησε. Ο καπετάνιος άναψε το φανάρι του και κοίταξε τη θάλασσα που σκοτείνιαζε.\n"
    ),
    "he": (
        "הספינה הגיעה אל הנמל לפני עלות השחר, ואיש לא חיכה לה על הרציף מלבד ילדה אחת וכלב.\n"
        '"איפה אבא שלי?" שאלה הילדה את המלחים, והם הביטו זה בזה ולא ידעו מה לענות לה.\n'
        "הרוח נשבה מן הים, והאורות בעיר כבו אחד אחרי השני כאילו מישהו הולך ומכבה אותם ביד.\n"
    ),
    "ar": (
        "كان البيت القديم يقف وحده على التل، ولم يكن أحد من أهل القرية يجرؤ على الاقتراب منه ليلا.\n"
        "قالت الفتاة لأخيها: سأذهب غدا مع الفجر، وسأعود قبل أن يستيقظ أبي من نومه.\n"
        "لم يجب الولد، فقد كان يعرف أنها لا تسمع نصيحة أحد، وأن الطريق طويل والثلج قريب.\n"
    ),
    "zh": (
        "雨下了整整三天，河水漫过了石桥，村里的人都搬到山上的旧庙里去住。\n"
        "“你听见了吗？”小姑娘问她的哥哥。哥哥摇了摇头，把最后一块干粮分给了她一半。\n"
        "夜里风很大，灯火忽明忽暗，老人坐在门口讲起很久以前的故事，没有人睡得着。\n"
        "天亮的时候，他们看见水面上漂来一只空船，船头系着一根红色的绳子。\n"
    ),
    "zh-tw": (
        "雨下了整整三天，河水漫過了石橋，村裡的人都搬到山上的舊廟裡去住。\n"
        "「你聽見了嗎？」小姑娘問她的哥哥。哥哥搖了搖頭，把最後一塊乾糧分給了她一半。\n"
        "夜裡風很大，燈火忽明忽暗，老人坐在門口講起很久以前的故事，沒有人睡得著。\n"
        "天亮的時候，他們看見水面上漂來一隻空船，船頭繫著一根紅色的繩子。\n"
    ),
    "ja": (
        "雨は三日も降り続いて、川の水は石の橋を越えてしまった。村の人たちは山の古い寺に移り住んだ。\n"
        "「聞こえた？」と妹が兄にたずねた。兄は首を横に振って、最後のパンを半分に分けてやった。\n"
        "夜になると風が強くなり、ランプの火がゆれた。だれも眠ることができなかった。\n"
        "朝が来たとき、水の上に空っぽの舟が一つ、赤いひもをつけたまま流れてくるのが見えた。\n"
    ),
    "ko": (
        "비는 사흘 동안 그치지 않았고, 강물은 돌다리를 넘어 마을까지 들어왔다.\n"
        "“들었어?” 여동생이 물었다. 오빠는 고개를 저으며 마지막 빵을 반으로 나누어 주었다.\n"
        "밤이 되자 바람이 거세졌고, 등불이 흔들렸다. 아무도 잠을 이루지 못했다.\n"
        "아침이 밝았을 때, 물 위로 빈 배 한 척이 붉은 끈을 매단 채 떠내려왔다.\n"
    ),
}

FITTING: dict[str, tuple[str, ...]] = {
    "cp1252": ("en", "en-quotes", "fr", "de", "es"),
    "iso8859-1": ("fr", "de", "es"),
    "iso8859-15": ("fr", "de", "es"),
    "mac_roman": ("en", "en-quotes", "fr", "de", "es"),
    "cp1250": ("pl", "cs", "hu"),
    "iso8859-2": ("pl", "cs", "hu"),
    "cp1251": ("ru", "uk"),
    "koi8-r": ("ru",),
    "koi8-u": ("uk",),
    "cp866": ("ru",),
    "iso8859-5": ("ru",),
    "mac_cyrillic": ("ru",),
    "cp1253": ("el",),
    "iso8859-7": ("el",),
    "cp1254": ("tr",),
    "iso8859-9": ("tr",),
    "cp1255": ("he",),
    "cp1256": ("ar",),
    "gb18030": ("zh",),
    "gbk": ("zh",),
    "big5": ("zh-tw",),
    "shift_jis": ("ja",),
    "euc_jp": ("ja",),
    "euc_kr": ("ko",),
    "cp949": ("ko",),
}

PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "„": '"',
        "œ": "oe",
        "«": '"',
        "»": '"',
        " ": " ",
    }
)


def encoded(language: str, encoding: str, size: int) -> tuple[bytes, str]:
    """Return at least `size` bytes of prose, and the text that they are."""
    chance = random.Random(f"{language} {encoding} {size}")
    rows = [_fitting(row, encoding) for row in PROSE[language].splitlines(keepends=True)]
    data = b""
    while len(data) < size:
        data += chance.choice(rows)
    return data, data.decode(encoding)


def _fitting(row: str, encoding: str) -> bytes:
    """Encode a line, with plain quotation marks where the encoding has no others."""
    try:
        return row.encode(encoding)
    except UnicodeEncodeError:
        return row.translate(PLAIN).encode(encoding, "ignore")
