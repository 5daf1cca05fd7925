"""What letters begin and end with, in the languages that fan fiction is written in."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.strip().replace("\n", "|").split("|"))


BEFORE_DEAR = _words(
    """
my our own very most to the his her all mein meine meinem unser unsere sehr mon ma mes notre nos très
mi mis nuestro nuestra muy mia mio mie miei nostra nostro molto meu minha meus minhas nosso nossa muito
мой моя мои моё наш наша самый самая самые
"""
)
"""What may stand before a word of DEAR."""

DEAR = _words(
    """
dear dearest darling darlings beloved esteemed honoured honored
liebe lieber liebes lieben liebste liebster liebstes geehrte geehrter geehrten verehrte verehrter werte
werter
cher chère chers chères chéri chérie
querido querida queridos queridas estimado estimada estimados estimadas amado amada apreciado apreciada
distinguido distinguida
caro cara cari care carissimo carissima gentile gentili gentilissimo gentilissima egregio egregia stimato
stimata spett spettabile adorato adorata
prezado prezada prezados prezadas caríssimo caríssima
дорогой дорогая дорогие дорогое милый милая милые любимый любимая любимые уважаемый уважаемая уважаемые
многоуважаемый многоуважаемая глубокоуважаемый глубокоуважаемая родной родная родные
"""
)
"""What is said before a name in hardly anything but letters."""

NAMELESS = _phrases(
    """
to whom it may concern|to whom this may concern|to whomsoever it may concern|to whoever finds this
to whomever finds this|to whoever reads this|my friend|my friends|your majesty|your highness|your grace|sir
sirs|madam|sir or madam|gentlemen|dear sir|dear sirs|dear madam|dear sir or madam|sweetheart|my love|my sweet
my own|my lady|my lord
monsieur|madame|mademoiselle|messieurs|mesdames|mon amour|à qui de droit|mi amor|muy señor mío|muy señora mía
muy señores míos|a quien corresponda|meu amor|a quem interessar possa|amore mio|an alle
"""
)
"""What greets without a name."""

HELLO = _phrases(
    """
hello|hi|hey|hiya|greetings|good morning|good evening|good afternoon|good day|hallo|guten tag|guten morgen
guten abend
bonjour|bonsoir|salut|hola|buenos días|buenas tardes|buenas noches|ciao|salve|buongiorno|buonasera|olá|oi
bom dia|boa tarde|boa noite
привет|здравствуй|здравствуйте|добрый день|добрый вечер
"""
)
"""What greets in letters and elsewhere: before a name alone."""

LEAVE = _words(
    """
love yours sincerely respectfully faithfully truly affectionately fondly cordially warmly lovingly gratefully
devotedly humbly regards wishes respects affection gratitude thanks sympathy condolences compliments
admiration apologies appreciation hugs kisses best cheers ever always forever xo xoxo xoxoxo xx xxx xxxx
grüße grüßen gruß grüsse grüssen liebe küsse hochachtungsvoll hochachtung herzlichst dein deine euer eure
cordialement amicalement affectueusement respectueusement sincèrement tendrement bisous bises amitiés
atentamente cordialmente sinceramente respetuosamente afectuosamente cariñosamente atte abrazo abrazos beso
besos cariño amor saludo saludos tuyo tuya suyo suya
affetto amore stima saluti abbraccio abbracci bacio baci tuo tua vostro vostra suo
carinho atenciosamente abraço abraços beijo beijos beijinhos cumprimentos saudades teu seu sua
любовью уважением пожеланиями приветом благодарностью почтением целую обнимаю твой твоя ваш ваша люблю
"""
)
"""Of these a closing phrase has one, and for the rest words of AROUND_LEAVE."""

AROUND_LEAVE = _words(
    """
with lots of all much my our best so the very most warm warmest kind kindest fond fondest deepest sincere
sincerest every many again and in for to you from as submitted good greatest
mit die viele vielen ganz den besten beste freundlichen freundliche herzlichen herzliche lieben liebe alles
vorzüglicher und bien à vous toi vôtre gros avec
un una muchos mil con todo mi gran fuerte y siempre cordial cordiales afectuosos te de tanti tante cordiali
distinti cari affettuosi per sempre il mio e com um muitos grande forte melhores os
с наилучшими искренне всегда навеки и
"""
)
"""What stands around a word of LEAVE: `with all my`, `mit freundlichen`."""

LEAVES = _phrases(
    """
take care|thank you|thank you so much|thank you kindly|thank you again|in haste|in hope|in peace
in friendship|in solidarity|god bless|god bless you|godspeed|farewell|goodbye|good night|stay safe|be well
be safe|be good|until then|until soon|until tomorrow|until next time|until we meet again|see you soon
see you then|see you there|see you tomorrow|i love you|love you|love you always|miss you|i miss you
missing you|thanks in advance|signed|from|good luck|sweet dreams|stay gold|stay strong
lg|bis bald|bis dann|bis morgen|ich liebe dich|je t'aime|je t'embrasse|je vous embrasse|à bientôt|bien à toi
bien à vous|te quiero|te quiere|te amo|hasta pronto|hasta siempre|hasta luego|a presto|ti voglio bene|ti amo
in fede|até breve|até logo|até já
до встречи|до свидания|до скорого|прощай|прощайте|преданный вам|преданная вам
"""
)
"""Whole phrases that close a letter."""

OWN_LEAVE = _words(
    """
your yours i we believe hoping awaiting looking in with from as ever votre tu dein ihr hope avec je veuillez
dans en
"""
)
"""What a closing phrase of one's own begins with: `Yours in mortification,`."""

KIN = _words(
    """
loving faithful devoted obedient affectionate humble grateful dutiful friend friends servant servants son
daughter sister brother mother father mum mom dad wife husband student pupil cousin aunt uncle nephew niece
colleague neighbour neighbor godfather grandmother grandfather always most
freund freundin sohn tochter ami amie fils fille amigo amiga hijo hija amico amica figlio figlia filho filha
друг подруга сын дочь брат сестра мама папа
"""
)
"""Whom a writer says to be: `your loving`, `your obedient servant`."""

YOUR = _words(
    """
your yours dein deine ton ta votre tu tuo tua teu твой твоя ваш ваша
"""
)
"""What such a phrase begins with."""

SMALL_IN_NAMES = _words(
    """
and und et y e i и & von van de der du del della di da the of la le x xx xxx +
"""
)
"""What is written small in a name."""

READERS = _words(
    """
reader readers reviewer reviewers everyone everybody guys all y'all folks follower followers lectores
lectoras lecteurs lectrices leser leserinnen lettori lettrici leitores leitoras читатели читательницы
"""
)
"""Whom authors greet: their letters to the readers are none of the story's."""

MAIL_LABELS = _words(
    """
from to cc bcc date sent subject re von an datum betreff gesendet de à a para asunto objet fecha enviado da
oggetto data assunto от кому тема дата
"""
)
"""What the lines over an e-mail begin with."""

SUBJECTS = _words(
    """
subject re betreff asunto objet oggetto assunto тема
"""
)
"""Those of them that say what it is about."""

PERSONS = _words(
    """
i i'm i've i'll i'd me my mine we we're we've us our you you're you've you'll your yours
ich mich mir mein meine meinen du dich dir dein deine wir uns unser ihr euch
je j'ai j'y moi mon ma mes nous notre tu te toi ton ta tes vous votre vos
yo mi mí mis me nosotros tú ti tus usted ustedes io noi voi vi eu você vocês meu minha nós
я меня мне мной мой моя мы нас нам ты тебя тебе тобой вы вас вам
"""
)
"""What whoever writes a letter calls himself, and the one who is to read it."""

PLACES_AND_DAYS = _words(
    """
january february march april may june july august september october november december jan feb apr jun jul aug
sept oct nov dec monday tuesday wednesday thursday friday saturday sunday street road lane row house castle
inn hotel hall avenue square
januar februar märz mai juni juli oktober dezember montag dienstag mittwoch donnerstag freitag samstag
sonntag janvier février mars avril juin juillet août septembre octobre novembre décembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gennaio febbraio
aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho julho setembro
outubro dezembro
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
"""
)
"""Of these a line over a letter has one, if it has no number."""
