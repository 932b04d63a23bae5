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


COMPLAINTS = """
your technicians never call me back
your people never call us
the noise doesn't bother us
the calls don't bother me
these noises don't bother me
yes they don't bother me
the engineers don't call me any more
personne ne me rappelle jamais
on ne nous rappelle pas
votre technicien ne me rappelle pas
personne ne nous contacte plus
le bruit ne nous dérange pas
ça ne me dérange pas
oui ça ne me dérange pas
non ça ne me dérange pas
oui, cela ne me dérange pas du tout
je ne me rappelle pas
votre service ne nous appelle plus depuis un an
Ihr Techniker ruft mich nie an
der Support ruft mich nicht an
Sie rufen mich nie an
Ihr Vertrieb ruft uns nicht mehr an
niemand ruft mich an
die rufen mich nie an
warum ruft mich keiner an
leider rufen Sie mich nie an
seit dem Kauf rufen Sie uns nicht mehr an
su técnico nunca me llama
nadie nos llama
el ruido no nos molesta
no me molesta
""".strip().splitlines()

NOT_NOW = """
please don't call me right now
don't bother me right now
don't call me now
don't call me Thursday
don't call me on Thursdays
don't call me next week
don't call me this week please
don't call me again today
don't call me back tomorrow
don't call me again before Monday
don't call me at work
don't call me over Christmas
don't call me for a week
don't call me for the next two weeks
don't call me in the morning
don't call me so early
today please don't call me
on Friday don't call me
I don't want to be called now
I don't want to be called at work
I don't want to be disturbed right now
right now I don't want to be called
we don't want you to call us this week
I'd rather you didn't call me today
I don't want more calls, I want it fixed
I don't want any more calls, I need a solution
Please take us off the old price list
take me off the price list
stop calling us a small customer
don't call us a small customer
I don't want to be called a liar
I don't want to be called three times about the same thing
don't call my wife
don't bother me with the details
rufen Sie mich jetzt nicht an
rufen Sie mich heute nicht an
rufen Sie mich nicht an, wenn ich arbeite
rufen Sie mich nicht an heute
bitte rufen Sie mich am Montag nicht an
ruf mich heute nicht an
ich möchte jetzt nicht gestört werden
ich möchte gerade nicht gestört werden
jetzt möchte ich nicht gestört werden
ich will heute nicht angerufen werden
heute will ich nicht angerufen werden
wir wollen diese Woche nicht angerufen werden
ich will im Urlaub nicht angerufen werden
ich will vor neun nicht angerufen werden
ich will nicht dreimal angerufen werden
heute nicht mehr anrufen
heute bitte nicht mehr anrufen
diese Woche nicht mehr anrufen
im Urlaub nicht mehr stören
sie möchte gerade nicht gestört werden
er will nicht gestört werden
meine Kollegin will nicht gestört werden
Frau Meier möchte nicht angerufen werden
Lassen Sie uns in Ruhe darüber reden
lassen Sie uns das in Ruhe besprechen
lassen Sie mich in Ruhe nachdenken
ich will keine weiteren Anrufe, ich will eine Lösung
ne me rappelez pas demain
ne me rappelez pas jeudi
ne me rappelez pas cette semaine
ne me rappelez pas en réunion
ne m'appelez pas ce matin
ne m'appelez pas aujourd'hui
ne m'appelez plus aujourd'hui
ne m'appelez plus avant lundi
ne m'appelez pas s'il vous plaît demain
ne me dérangez pas en ce moment
ne me dérangez pas pour l'instant
maintenant je ne veux pas être dérangé
je ne veux pas être dérangé maintenant
je ne veux pas être appelé aujourd'hui
je ne veux pas être rappelé trois fois pour la même chose
merci de ne pas m'appeler ce matin
je ne veux plus d'appels, je veux une solution
no me llamen ahora
no me llame hoy
no me llamen el lunes
no me llame este viernes
no me llame ahora mismo
no me llamen más hoy
no me llamen esta semana
hoy no me llamen
ahora no me llame por favor
no quiero que me llamen ahora
no quiero que me llamen más tarde
no quiero que me llamen tres veces por lo mismo
no quiero más llamadas en espera
no quiero más llamadas, quiero que lo arreglen
quítenme de la lista de espera
""".strip().splitlines()

ALWAYS = """
The work was fine. Don't call me any more. Thank you.
no thanks don't call me
and please don't call me
yes don't call me again
stop calling me right now
stop calling me at work
stop calling me the service is bad
don't call me again the service is terrible
don't call me again this is annoying
don't call me again so please take me off
don't call me this is annoying
I'm busy don't call me
I said don't call me
you guys don't call me again
stop calling me now please
stop calling us the whole time
Stop calling me on Sundays and stop calling me at all
don't call me at all
don't call me in future
don't call me again in the future
don't call me again on this number
don't call this number
don't call me now or ever
don't call me today or ever
don't call me now. Don't call me again
I don't want to be called at all
I don't want to be contacted by phone
I don't want any more calls, I want to be left alone
I don't want more calls, I want you to stop
take me off your calling list before you call again
remove us from your list today
leave me alone now
rufen Sie mich jetzt nicht mehr an
rufen Sie mich ab heute nicht mehr an
rufen Sie mich in Zukunft nicht mehr an
rufen Sie bitte nie wieder an
rufen Sie uns hier nicht an
bitte ruft mich nicht mehr an
Es war gut. Ruf mich nicht mehr an.
und rufen Sie mich nicht mehr an
ich will ab sofort nicht mehr angerufen werden
ich möchte jetzt nicht mehr angerufen werden
ich will nie wieder angerufen werden
ich habe keine Zeit und möchte nicht mehr angerufen werden
möchte nicht mehr angerufen werden
nicht mehr angerufen werden bitte
bitte nicht mehr stören
jetzt nicht mehr anrufen
ich will keine Anrufe mehr, ich will meine Ruhe
lassen Sie mich endlich in Ruhe
lassen Sie uns jetzt in Ruhe
hören Sie jetzt auf, mich anzurufen
hey ruf mich nie wieder an
ich will am Telefon nicht mehr belästigt werden
lass mich in Ruhe
et ne m'appelez plus
ne m'appelez plus le service est nul
ne m'appelez plus mon mari est malade
mais ne me rappelez pas
non ne m'appelle plus
alors ne me contacte plus jamais
s'il vous plaît ne nous appelez pas
le technicien était bien mais ne m'appelez plus
ne m'appelez plus à l'avenir
ne m'appelez plus à ce numéro
ne m'appelez pas maintenant ni plus tard
je ne veux pas être dérangé
je ne veux plus d'appels, je veux la paix
arrêtez de m'appeler maintenant
laissez-nous tranquilles maintenant
no me llamen más por favor
y no me llame nunca más
no me llamen más el servicio es malo
no me llamen más si no le importa
no me llamen a mí
no me llamen más en el futuro
no me llamen hoy ni nunca
no me llamen más a este número
ya no me llamen
no quiero que me molesten
no quiero más llamadas, quiero que me dejen en paz
dejen de llamarme ahora
quítenme de la lista hoy
""".strip().splitlines()


@pytest.mark.parametrize("words", [*ASKED, *ALWAYS])
def test_not_to_be_called_again_in_ones_own_words(words: str) -> None:
    assert opt_out.asked(words)
    assert opt_out.asked(f"  {words.upper()} !")


@pytest.mark.parametrize("words", [*COMMENTS, *COMPLAINTS, *NOT_NOW])
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
