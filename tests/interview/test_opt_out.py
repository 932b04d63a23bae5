"""Whoever says in their own words not to be called again is heard; a comment about calls is a comment."""

from __future__ import annotations

import pytest

from vocsurvey.interview import opt_out

ASKED = """
stop calling me
Please stop calling me.
please stop phoning us
I want you to stop calling this number
don't call again
Don't call me again!
do not call me anymore
Don’t ever call us again, thank you
please don't call me
never call me again
I'd rather you didn't call me
I don't want these calls
I don't want any more calls
I do not want to be called again
we don't want you to call us
take me off your list
Please take my number off your calling list
remove me from your database
remove me
remove my number from your records please
put me on the do not call list
opt out
opt me out
unsubscribe
leave me alone
no more calls, please
stop these calls
lose my number
I would like you to never call again because of this
I have to ask you to not ever ring us about anything
The work was fine. Don't call me. That is all that I have to say about it.
Die Arbeit war gut und ich bin zufrieden. Bitte nicht mehr anrufen. Danke sehr.
The product is good but honestly with three of these a month please stop calling me
rufen Sie mich nicht mehr an
Rufen Sie mich bitte nie wieder an!
ruf mich nicht mehr an
hören Sie auf anzurufen
hören Sie bitte auf, mich anzurufen
keine Anrufe mehr
Bitte keine weiteren Anrufe
bitte nicht mehr anrufen
ich will nicht mehr angerufen werden
wir möchten von Ihnen nicht mehr angerufen werden
Ich will keine Anrufe mehr von Ihnen bekommen, ich habe wirklich zu viel zu tun
streichen Sie mich von Ihrer Liste
löschen Sie bitte meine Telefonnummer
lassen Sie mich in Ruhe
ich will nicht, dass Sie mich noch einmal anrufen
unterlassen Sie bitte weitere Anrufe
ne m'appelez plus
ne me rappelez plus
ne nous rappelez plus jamais
merci de ne plus m'appeler
arrêtez de m'appeler
arrêtez s'il vous plaît de nous téléphoner
retirez-moi de la liste
supprimez mon numéro
plus d'appels, s'il vous plaît
je ne veux plus être appelé
je ne veux plus que vous m'appeliez
je ne souhaite plus recevoir vos appels
laissez-moi tranquille
no me llamen más
no me llame más
no nos llamen nunca más
no vuelvan a llamarme
no me vuelvan a llamar
dejen de llamarme
quítenme de la lista
bórrenme de su base de datos
borren mi número
no quiero que me llamen
no quiero más llamadas
no quiero recibir más llamadas de ustedes porque ya tengo bastante trabajo aquí
no más llamadas
déjenme en paz
""".strip().splitlines()

COMMENTS = """
I told them to stop calling my colleague
you never call me back
you don't call me anymore
they never call us again after the sale
why don't you ever call me
why don't you call us
I don't call support very often
Don't call me before nine
please don't call me today
don't stop calling me, I like the surveys
your sales people should call us more often, and stop calling it a feature
there were no more calls than before
I had to call three times and nobody called me back
take us off the waiting list
We don't want to be called names
the agent did not call again as promised, so we had to wait for a week
we want to opt out of the contract
remove the fees
the calls stop after a minute
leave it as it is
Sie rufen mich nicht zurück
warum rufen Sie mich nicht an
wir wurden nicht mehr angerufen
rufen Sie mich bitte nicht vor neun an
es hat niemand angerufen
sagen Sie dem Vertrieb, er soll aufhören, meinen Kollegen anzurufen
lassen Sie mich in Ruhe überlegen
ich möchte, dass jemand anruft
vous ne me rappelez jamais
vous ne nous appelez plus depuis des mois
personne ne nous rappelle
ne m'appelez pas avant neuf heures
plus de suivi
il n'y a pas plus d'appels que d'habitude
j'ai dû les appeler trois fois
no me llaman nunca cuando lo prometen
nadie me llamó
no me llamen antes de las nueve
no quiero que me llamen mañana
dejen de cambiar los precios
no llamé más de dos veces
más llamadas
""".strip().splitlines()


@pytest.mark.parametrize("words", ASKED)
def test_not_to_be_called_again_in_ones_own_words(words: str) -> None:
    assert opt_out.asked(words)
    assert opt_out.asked(f"  {words.upper()} !")


@pytest.mark.parametrize("words", COMMENTS)
def test_a_comment_about_calls_is_a_comment(words: str) -> None:
    assert not opt_out.asked(words)
    assert not opt_out.tells_more(words)


@pytest.mark.parametrize(
    "phrase", ["no more calls", "leave me alone", "keine Anrufe mehr", "plus d'appels", "no más llamadas"]
)
def test_what_could_be_about_other_things_counts_in_a_short_utterance_only(phrase: str) -> None:
    beside = opt_out.LONGEST_SHORT - len(phrase.split())
    assert opt_out.asked(" ".join([*["so"] * beside, phrase]))
    assert not opt_out.asked(" ".join([*["so"] * beside, "so", phrase]))


@pytest.mark.parametrize(
    ("words", "more"),
    [
        ("Stop calling me", False),
        ("Yes, please stop calling me.", False),
        ("The delivery came two weeks late, and please stop calling me.", True),
        ("A colleague was injured, rufen Sie mich nie wieder an", True),
        ("The delivery came two weeks late.", False),
    ],
)
def test_what_else_was_told_is_to_be_kept(words: str, more: bool) -> None:
    assert opt_out.tells_more(words) is more
