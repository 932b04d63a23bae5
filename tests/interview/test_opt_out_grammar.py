"""Not to be called again, by rules of grammar: passives, we-forms, polite conditionals, bans; and what sounds like it.

At least forty ways of each per language; the rules were written against one half of them and held against the other.
"""

from __future__ import annotations

import pytest

from vocsurvey.interview import opt_out

ASKED = {
    "en": """
Don't you ever call me again
Don't you dare call me again
don't you ever call here any more
Don't ever call this number again
I'd rather you didn't call
I would rather you did not call us, thank you
We'd prefer not to be called
I would rather not be called any more
I'd prefer not to get these calls
We would prefer not to receive any further calls
Please could you stop calling
Could you please stop calling us
Would you mind not calling me again
would you please not call us any more
I wish you would stop calling
I'd appreciate it if you didn't call again
I'd be grateful if you stopped calling us
It would be nice if you didn't call us any more
We no longer wish to be contacted
we are not interested in being called
I'd like to be taken off the list
I want to be removed from your calling list
I want off this list
Can you take me off the list
We want our number deleted
please have my number removed from your system
My number should be removed from your database
I asked to be removed from your list
no calls please
we want no more calls
Nobody should call this number again
You are not to call me again
you're not allowed to call me any more
You must not call here again
I don't want anybody calling me
we don't want you calling us any more
I forbid you to call me
I object to these calls
Please refrain from calling us
Please cease all calls
We do not want to hear from you again
I never want to hear from you again
I never want to be called again
I withdraw my consent to be called
I told you not to call me again
this is the last time you call me
Let this be your last call
delete my number
Put me on your do-not-call list
I do not consent to being called
How do I get off this list
we ask that you don't call us again
please make sure nobody calls me again
I don't need to be called
we can do without these calls
Don't you people ever ring here again
I'd much rather you never called us
we would really prefer that you don't contact us again
could we be taken off your calling list please
I want my name taken off your list
please get our number out of your system
it would be great if you could stop calling us
I'm asking you politely to stop phoning
would you kindly stop calling this number
We don't want to receive calls like this
we don't want to be surveyed by phone any more
I don't want you people to call me again
I don't wish to receive any more phone calls from your company
I said don't call me any more
never ring this number again
I don't ever want to be called again
we do not accept calls like this, please don't call again
no more phone calls to this number please
remove our company from your call list
you have no permission to call me
I have told you before not to ring us
could you not call us any more
how can I stop these calls
can I opt out of these calls
we'd like not to be called in future
I do not want to be phoned by a machine ever again
stop ringing us
this number must not be called again
don't ring back
""",
    "de": """
Wir möchten nicht mehr angerufen werden
Bitte nehmen Sie mich von Ihrer Liste
Können Sie mich bitte von der Liste nehmen
Könnten Sie uns aus Ihrer Liste streichen
Würden Sie mich bitte aus dem Verteiler nehmen
Ich möchte von der Liste gestrichen werden
Wir wollen aus Ihrer Datenbank gelöscht werden
Ich möchte, dass Sie meine Nummer löschen
Ich will, dass meine Nummer gelöscht wird
Löschen Sie meine Nummer
meine Nummer soll gelöscht werden
Ich möchte nicht, dass Sie anrufen
Wir möchten nicht, dass man uns anruft
mir wäre es lieber, wenn Sie nicht mehr anrufen
Mir wäre lieber, Sie würden uns nicht mehr anrufen
Es wäre schön, wenn Sie mich nicht mehr anrufen würden
Ich wäre Ihnen dankbar, wenn Sie uns nicht mehr anrufen
Könnten Sie bitte aufhören, uns anzurufen
können Sie bitte aufhören anzurufen
Würden Sie bitte aufhören, mich anzurufen
Ich bitte Sie, mich nicht mehr anzurufen
Wir bitten darum, nicht mehr angerufen zu werden
Ich verzichte auf weitere Anrufe
wir verzichten auf Ihre Anrufe
Ich wünsche keine Anrufe
Wir wünschen keine weiteren Anrufe mehr
Anrufe sind nicht erwünscht
Ihre Anrufe sind bei uns unerwünscht
Ich verbiete Ihnen, mich anzurufen
ich untersage Ihnen weitere Anrufe
Sie sollen mich nicht mehr anrufen
Sie dürfen mich nicht mehr anrufen
Sie brauchen mich nicht mehr anzurufen
Sie müssen uns nicht mehr anrufen
Man soll mich nicht mehr anrufen
niemand soll mich mehr anrufen
hier soll niemand mehr anrufen
Ich widerrufe meine Einwilligung zu Anrufen
Ich widerspreche diesen Anrufen
Ich bin nicht damit einverstanden, angerufen zu werden
Ich will von Ihnen nichts mehr hören
wir wollen nichts mehr von Ihnen hören
Rufen Sie nie wieder hier an
Rufen Sie bloß nicht wieder an
wagen Sie es nicht, mich noch einmal anzurufen
Hören Sie auf mit der Anruferei
Schluss mit den Anrufen
bitte nicht wieder anrufen
Bitte sorgen Sie dafür, dass ich nicht mehr angerufen werde
Ich habe gesagt, dass ich nicht mehr angerufen werden will
sehen Sie bitte von weiteren Anrufen ab
setzen Sie mich auf die Sperrliste
wir möchten künftig keine Anrufe mehr erhalten
Sperren Sie meine Nummer für Anrufe
Das ist das letzte Mal, dass Sie mich anrufen
wir wollen von Ihnen nicht mehr kontaktiert werden
Ich möchte bitte nicht noch einmal angerufen werden
Bitte entfernen Sie uns aus Ihrem Verteiler
könnten Sie bitte meine Nummer aus Ihrem System nehmen
Ich möchte aus der Anrufliste raus
Nehmen Sie mich da raus und rufen Sie nicht mehr an
Ich wäre froh, wenn Sie hier nicht mehr anrufen würden
Es wäre nett, wenn wir nicht mehr angerufen werden
ich würde es begrüßen, wenn Sie mich nicht mehr kontaktieren
bitte unterlassen Sie das Anrufen
Unterlassen Sie diese Anrufe
Rufen Sie hier bitte nicht mehr an
Rufen Sie uns nie mehr an
ruft hier nicht mehr an
Ihr sollt mich nicht mehr anrufen
ich habe Ihnen doch gesagt, Sie sollen nicht mehr anrufen
wir haben kein Interesse an weiteren Anrufen
kein Interesse an Anrufen
ich will das nicht mehr, rufen Sie mich nicht an
ich möchte gar nicht angerufen werden
Bitte vermerken Sie, dass wir nicht mehr angerufen werden wollen
Ich erlaube Ihnen nicht, mich anzurufen
Ich möchte keine solchen Anrufe bekommen
bitte künftig von Anrufen absehen
Bitte keine Anrufe mehr
belästigen Sie mich nicht weiter
belästigen Sie uns nicht mehr mit Anrufen
hören Sie endlich auf, hier anzurufen
wie komme ich von dieser Liste runter
""",
    "fr": """
on ne veut plus être appelé
on ne veut plus être appelés
nous ne voulons plus être appelés
on ne souhaite plus être contacté
je préfère que vous ne m'appeliez plus
je préférerais que vous n'appeliez plus
je préfère ne plus être appelé
nous préférons ne pas être appelés
on préférerait ne plus être dérangés
j'aimerais mieux que vous ne m'appeliez pas
j'aimerais ne plus être appelé
j'aimerais que vous arrêtiez de m'appeler
je voudrais que vous cessiez de nous appeler
je souhaite que vous ne m'appeliez plus
je veux qu'on arrête de m'appeler
je veux qu'on me laisse tranquille
pouvez-vous arrêter de m'appeler
pourriez-vous arrêter de nous appeler s'il vous plaît
pouvez-vous me retirer de votre liste
pourriez-vous nous enlever de la liste
merci de me retirer de vos listes
veuillez me rayer de votre liste
veuillez ne plus m'appeler
je voudrais être retiré de votre liste
nous voulons être retirés de la liste
je veux que mon numéro soit supprimé
je demande la suppression de mon numéro
je vous demande de ne plus m'appeler
je vous prie de ne plus nous appeler
prière de ne plus appeler
je vous interdis de m'appeler
il ne faut plus m'appeler
il ne faut plus nous contacter
vous ne devez plus m'appeler
vous n'avez plus le droit de m'appeler
vous n'avez pas à nous appeler
ne rappelez plus jamais
n'appelez plus ici
n'appelez plus ce numéro
que personne ne m'appelle plus
qu'on ne m'appelle plus
je refuse d'être appelé
je refuse vos appels
je m'oppose à être appelé
je m'oppose à ces appels
je retire mon consentement aux appels
je ne suis pas d'accord pour être appelé
je ne veux plus entendre parler de vous
on ne veut plus de vos appels
nous ne voulons plus recevoir d'appels
on ne veut plus que vous nous appeliez
ça suffit avec vos appels
c'est la dernière fois que vous m'appelez
mettez-moi sur liste rouge
inscrivez-moi sur la liste des personnes à ne pas appeler
désinscrivez-nous
ce serait bien de ne plus nous appeler
je vous serais reconnaissant de ne plus m'appeler
j'apprécierais que vous ne m'appeliez plus
on n'aimerait plus être dérangés
nous souhaitons ne plus être sollicités
ne nous contactez plus s'il vous plaît
merci de nous retirer de votre fichier
veuillez supprimer notre numéro de votre base
je ne veux plus de ces appels
je ne veux plus avoir d'appels
on n'en veut plus de vos appels
arrêtez d'appeler ici
arrêtez de nous déranger
je vous ai dit de ne plus m'appeler
je vous avais demandé de ne plus me contacter
ne m'appelez plus jamais de la vie
je ne vous autorise pas à m'appeler
nous ne souhaitons pas être rappelés
je n'accepte pas d'être appelé par un robot
il serait préférable que vous ne nous appeliez plus
je préfère qu'on ne m'appelle plus
veuillez cesser vos appels
cessez immédiatement de m'appeler
oubliez mon numéro
plus jamais d'appels
vous pouvez arrêter de nous appeler maintenant
comment faire pour ne plus être appelé
je veux sortir de votre liste
je ne désire plus recevoir d'appels de votre part
on vous demande de ne plus appeler
""",
    "es": """
prefiero que no me llamen
prefiero que no me llame más
preferimos que no nos llamen
preferiría que no me llamaran
preferiríamos que no nos llamasen más
preferiría no ser llamado
prefiero no recibir llamadas
prefiero no recibir más llamadas
preferimos no ser contactados
me gustaría que no me llamaran más
me gustaría que dejaran de llamarme
nos gustaría que dejasen de llamarnos
quisiera que no me llamaran
quisiéramos no recibir más llamadas
le agradecería que no me llamara más
les agradeceríamos que no nos llamasen
agradecería que dejaran de llamar
quiero que dejen de llamarme
queremos que nos dejen de llamar
pueden dejar de llamarme
podrían dejar de llamarnos por favor
podría quitarme de la lista
pueden borrarme de su lista
puede eliminar mi número
quiero que borren mi número
quiero que me quiten de la lista
quiero que me borren de la base de datos
quiero ser eliminado de su lista
queremos darnos de baja de las llamadas
le pido que no me llame más
les pido que no vuelvan a llamar
les ruego que no me llamen
hagan el favor de no llamarme más
haga el favor de no volver a llamar
por favor no volver a llamar
le prohíbo que me llame
les prohíbo llamarme
no deben llamarme más
no tienen que llamarme más
no hace falta que me llamen más
no tienen permiso para llamarme
que no me llamen más
que nadie me llame más
que no se me llame más
ya no queremos que nos llamen
ya no quiero recibir llamadas
no deseamos ser llamados
no deseamos que se nos llame
no queremos que se nos vuelva a llamar
no quiero que me estén llamando
no quiero saber más de ustedes
me opongo a estas llamadas
me opongo a que me llamen
retiro mi consentimiento para las llamadas
no autorizo que me llamen
no autorizo más llamadas
ya basta de llamadas
absténganse de llamarme
esta es la última vez que me llaman
no se le ocurra volver a llamarme
deme de baja de esta lista
solicito que no se me llame
no nos contacten más
por favor dejen de llamar
por favor no llamen más a este número
no vuelvan a llamar a este número
queremos que no nos llamen más
no quiero que vuelvan a llamarme
no queremos que vuelvan a llamar
ya no me interesa que me llamen
preferimos no recibir este tipo de llamadas
preferiría que no volvieran a llamarme
sería mejor que no me llamaran
ojalá dejaran de llamarme
les he dicho que no me llamen
ya les dije que no me llamaran más
le dije que dejaran de llamar
saquen mi número de su lista
sáquenos de su lista por favor
quiero salir de su lista
quítame de la lista
que me quiten de la lista
cómo hago para que no me llamen más
no me molesten más con llamadas
no molesten más
no acepto más llamadas
no quiero recibir sus llamadas
no queremos más encuestas por teléfono
elimínenme de sus contactos
""",
}
NEAR_MISSES = {
    "en": """
don't call me before nine
he never called me back
you never call us
I'd rather you called in the morning
I'd rather you didn't call before nine
I'd rather you didn't call it a solution
I'd prefer not to be called at lunchtime
I would rather not say
I would rather not be called a complainer
We'd prefer to be called
Would you mind calling me back
would you mind not calling before ten
I wish you would call me
I wish you had called me
I'd appreciate it if you called again
I'd appreciate it if you didn't call during lunch
It would be nice if somebody called us
We were taken off the list of suppliers by mistake
I want to be taken off the waiting list
my ticket was removed from your system
I want my old address deleted from the invoice
I asked for the item to be removed
nobody called me
nobody calls us
no calls came
no call back
I got no more calls from the agent
you should not call it a repair
you must not call a technician without asking
You are not calling the right people
you're not allowed to call the hotline after six
they told me not to call again
he told me to stop calling the hotline
I had to stop calling because nobody answered
I don't want to hear excuses
we never hear from you
we do not hear from you enough
I never want to be without it
I want to hear from you again
I object to the price
I withdraw my order
the last time you called me was in May
your last call was helpful
Don't you ever call your customers back
don't you ever call me
don't you call people back
Do you never call
I didn't want to be a bother
you didn't call me again
your agent stopped calling me
I needed to be called and was not
you could have called me
Could you stop the noise please
please stop by
we can do without the new feature
this is the last time I buy here
I don't want anybody calling me names
we are not interested in being upgraded
delete my order
I don't need to be called an expert
I don't want anybody else to call me but you
I want you to call me again
we don't want to have to call again
we get no more calls from you
please don't ring before the afternoon
I'd prefer that you call my colleague
we would prefer that you call after lunch
I want my name taken off the invoice
could we be taken off the premium plan
get the bugs out of your system
it would be great if you could stop the spam
would you kindly call back
We received no calls
the calls we received were fine
I was never called again
we were told never to call that line
it's the third time I call you
I don't ever want to switch supplier
you have no permission to enter the site
I have told you before that it is broken
could you not fix it
how can I reach you
can I opt out of the contract
they did not ring back
nobody rang back
I don't want to keep calling you
I don't want to call again and again
stop the machine from ringing the alarm
I couldn't call you any more because the line was dead
don't call it finished
your phones don't ring
I'd rather be called than emailed
we don't want to be a burden
you didn't stop calling until I answered, which was good
why would you not call me again
don't forget to call me
I wish you wouldn't call so early
""",
    "de": """
Rufen Sie mich nicht vor neun an
er hat mich nie zurückgerufen
Sie rufen uns nie an
mir wäre es lieber, wenn Sie morgens anrufen
mir wäre es lieber, wenn Sie nicht vor neun anrufen
Es wäre schön, wenn Sie mich anrufen würden
Es wäre schön, wenn mal jemand anruft
Ich wäre dankbar, wenn Sie mich zurückrufen
Könnten Sie bitte aufhören, die Preise zu ändern
Können Sie mich bitte von der Warteliste nehmen
Ich möchte von der Warteliste gestrichen werden
Könnten Sie die Position von der Rechnung nehmen
Ich möchte, dass Sie die Bestellung löschen
mein Auftrag wurde gelöscht
Die Nummer wurde aus dem System gelöscht, deshalb kam niemand
Ich möchte, dass Sie anrufen
Ich möchte nicht, dass Sie meine Frau anrufen
Wir möchten nicht, dass man uns so behandelt
Ich bitte Sie, mich anzurufen
Ich bitte Sie, mich nicht mittags anzurufen
Wir bitten darum, angerufen zu werden
Ich verzichte auf die Gutschrift
Ich wünsche einen Anruf
Es kamen keine Anrufe
es kommen keine Anrufe mehr durch
Anrufe werden nicht angenommen
Ihre Anrufe sind immer freundlich
Sie sollen mich anrufen
Sie sollten uns öfter anrufen
Sie müssen mich heute nicht mehr anrufen
Sie brauchen mich heute nicht anzurufen
Niemand hat mich angerufen
niemand ruft mehr an
Ich bin damit einverstanden, angerufen zu werden
Ich widerrufe meine Bestellung
Ich widerspreche der Rechnung
wir haben nichts mehr von Ihnen gehört
Ich höre nie etwas von Ihnen
ich will von diesem Produkt nichts mehr hören
rufen Sie nie zurück
warum rufen Sie nicht wieder an
der letzte Anruf war sehr freundlich
Das war der letzte Anruf in dieser Sache, danach kam nichts
ich wurde nicht mehr angerufen
wir werden nie angerufen
ich wollte nicht noch einmal anrufen müssen
Ich musste dreimal anrufen
Ich will nicht mehr anrufen müssen
man kann Sie nicht mehr anrufen
mich hat keiner mehr angerufen
Sperren Sie meine Karte
Setzen Sie mich auf die Liste
dass ich nicht angerufen wurde, hat mich gestört
Sie haben aufgehört, uns anzurufen
Ich möchte nicht am Freitag angerufen werden
wir möchten nicht vor zehn angerufen werden
Ich habe gehört, dass Sie nicht mehr anrufen
Ich möchte von Ihnen angerufen werden
Wir möchten nur vormittags angerufen werden
Sie dürfen mich gern wieder anrufen
wir bekommen keine Anrufe mehr
Ich finde schade, dass ich nicht mehr angerufen werde
ich wäre froh, wenn Sie öfter anrufen würden
es wäre nett, wenn wir angerufen werden
ich würde es begrüßen, wenn Sie mich kontaktieren
Bitte entfernen Sie die Zusatzposition aus der Rechnung
könnten Sie meine Nummer in Ihr System aufnehmen
ich habe kein Interesse an der Erweiterung
ich erlaube Ihnen, mich anzurufen
ich wurde nicht zurückgerufen
wir haben nichts mehr gehört
der Techniker rief nicht mehr an
niemand ruft zurück
Sie haben nie angerufen
es wäre besser gewesen, wenn Sie angerufen hätten
es wäre besser gewesen, wenn Sie nicht nur einmal angerufen hätten
mir wäre lieber, Sie kommen vorbei
bitte rufen Sie mich nicht auf dem Handy, sondern im Büro an
rufen Sie mich bitte nicht mittags an
ich kann Sie nicht mehr anrufen, die Nummer geht nicht
ich soll nicht mehr anrufen, hat der Kollege gesagt
wir wollten Sie nicht belästigen
die Geräte stören uns nicht
das stört mich nicht
hören Sie auf, die Preise zu erhöhen
wie komme ich von der Warteschleife zu einem Menschen
wir wollen nicht mehr warten
ich will nicht mehr so lange warten müssen
ich möchte nicht immer wieder anrufen
mich hat nicht gestört, dass Sie angerufen haben
Sie müssen nicht mehr zurückrufen, es ist erledigt
Sie dürfen jederzeit anrufen
Kein Anruf, keine Mail, nichts kam
ihr habt nicht mehr angerufen
""",
    "fr": """
ne m'appelez pas avant neuf heures
il ne m'a jamais rappelé
vous ne nous appelez jamais
on ne nous appelle jamais
on ne m'appelle plus
on ne veut plus attendre
on veut être appelé
je préfère que vous m'appeliez le matin
je préfère que vous ne m'appeliez pas le matin
je préférerais que vous appeliez plus souvent
je préfère ne pas répondre
je préfère ne pas être appelé le vendredi
j'aimerais être rappelé
j'aimerais que vous arrêtiez de changer les prix
j'aimerais que vous m'appeliez
je voudrais que quelqu'un m'appelle
pouvez-vous me rappeler
pourriez-vous arrêter le contrat
pouvez-vous me retirer de la liste d'attente
merci de me rappeler
merci de ne pas m'appeler ce soir
veuillez me rappeler
je voudrais être retiré de la liste d'attente
je veux que ma commande soit supprimée
je demande la suppression de cette ligne de la facture
je vous demande de m'appeler
je vous demande de ne pas m'appeler le matin
il faut m'appeler
il ne faut pas m'appeler avant dix heures
vous devez m'appeler
vous n'avez pas le droit de changer les prix
vous n'avez pas appelé
vous ne m'avez plus appelé
vous n'appelez plus
personne ne m'appelle
personne ne m'a appelé
je refuse de payer
je m'oppose à cette facture
je retire ma commande
je suis d'accord pour être appelé
je ne veux plus entendre d'excuses
on n'entend plus parler de vous
nous n'avons plus reçu d'appels
il n'y a plus d'appels depuis le mois dernier
la dernière fois que vous m'avez appelé c'était en mai
votre dernier appel était utile
mettez-moi sur la liste
inscrivez-moi sur la liste d'attente
ce serait bien de nous appeler
je vous serais reconnaissant de m'appeler
j'apprécierais que vous m'appeliez
on ne m'a pas dit que vous appeliez
il ne veut pas être appelé
ma collègue ne veut plus être appelée
je ne veux pas avoir à vous rappeler
je ne veux plus devoir appeler trois fois
on ne peut plus vous appeler
on arrête de nous appeler client
ça ne sert à rien de m'appeler avant midi
je ne reçois plus d'appels
dommage qu'on ne m'appelle plus
ma collègue ne souhaite plus être appelée
on aimerait être rappelés
nous souhaitons être sollicités plus souvent
il est inutile d'attendre
veuillez supprimer cette ligne de ma facture
je ne veux plus de ces pannes
on n'a plus de vos nouvelles
arrêtez de changer d'interlocuteur
je vous ai dit de me rappeler
je vous avais demandé de me contacter
je vous autorise à m'appeler
il serait préférable que vous nous appeliez
je préfère qu'on m'appelle le matin
vous avez cessé de nous appeler
vous avez arrêté de nous appeler et c'est dommage
ils ont oublié mon numéro
personne n'a rappelé
on ne nous a plus rappelés
nous n'avons jamais été rappelés
je n'ai plus jamais été rappelé
il a dit de ne plus l'appeler
ne quittez pas
je ne veux pas être mis en attente
je préfère que vous ne changiez rien
ça ne me dérange pas que vous appeliez
vous ne me dérangez pas
ne m'appelez pas entre midi et deux
ne me rappelez pas sur le portable mais au bureau
comment faire pour être rappelé
je veux sortir du contrat
je ne peux plus vous appeler
la ligne ne permet plus d'appels
""",
    "es": """
no me llamen antes de las nueve
nunca me devolvió la llamada
ustedes nunca nos llaman
prefiero que me llamen por la mañana
prefiero que no me llamen por la mañana
preferiría que me llamaran
preferiría que no me llamaran los viernes
prefiero no contestar
prefiero no recibir llamadas por la noche
me gustaría que me llamaran más
me gustaría que no cambiaran los precios
me gustaría que dejaran de subir los precios
quisiera que me llamaran
le agradecería que me llamara
le agradecería que no me llamara antes de las diez
quiero que dejen de cobrarme
quiero que me llamen
pueden llamarme
podrían llamarme más tarde
podría quitarme de la lista de espera
puede eliminar mi pedido
quiero que borren mi pedido
quiero que me quiten el recargo
quiero ser atendido
queremos darnos de alta
quiero dar de baja el contrato
le pido que me llame
le pido que no me llame hoy
les ruego que me llamen
hagan el favor de llamarme
le prohíbo que entre
no deben llamarme antes de las ocho
no tienen que llamarme hoy
no hace falta que me llamen hoy
no tienen mi número
nadie me llama
nadie me llamó más
no me llamaron
no me llamaron nunca más
no nos han llamado
no me han vuelto a llamar
nunca me llamaron
ya no nos llaman
ya no recibo llamadas
no recibimos llamadas suyas
no deseamos ser clientes de segunda
no quiero que se me olvide
no quiero que me estén cambiando el técnico
no quiero saber más detalles
no sabemos más de ustedes
me opongo a la factura
retiro mi pedido
no autorizo el pago
basta de retrasos
la última vez que me llamaron fue en mayo
la última llamada fue muy amable
dijo que no me llamarían
le dije que no llamara a mi hermano
él no quiere que le llamen
mi compañera prefiere que no la llamen
no quiero tener que llamar otra vez
dejaron de llamarme
me dijeron que no llamara más
por qué no me llaman
quiero darme de baja del servicio
sería mejor que me llamaran
ojalá me llamaran
les he dicho que me llamen
ya les dije que me llamaran
nadie volvió a llamar
no volvieron a llamarme
no han vuelto a llamar
no me interesa el producto nuevo
preferimos recibir las llamadas por la tarde
quiten el cargo de mi factura
sáquenos de dudas
quiero salir del contrato
cómo hago para que me llamen
no me molesta que me llamen
no me gusta que no me llamen
no contestan más a mis llamadas
no hay más llamadas
no recibimos más llamadas de ustedes
no quiero volver a llamar tres veces
no quiero perder el tiempo llamando
no deben cobrarme
me quitaron de la lista
me quitaron el servicio
no me llamen al móvil, sino a la oficina
por favor no me llamen a la hora de comer
no pude llamar más
no puedo volver a llamar
dejaron de llamar sin avisar
llámenme
la próxima vez no me llamen tan tarde
no me llamaron cuando dijeron
""",
}
FEWEST = 40


def _lines(tables: dict[str, str]) -> list[str]:
    return [line for table in tables.values() for line in table.strip().splitlines()]


@pytest.mark.parametrize("words", _lines(ASKED))
def test_a_wish_not_to_be_called_is_heard_in_any_grammar(words: str) -> None:
    assert opt_out.asked(words)
    assert opt_out.asked(f"{words.upper()}.")


@pytest.mark.parametrize("words", _lines(NEAR_MISSES))
def test_a_complaint_an_hour_or_another_matter_is_no_such_wish(words: str) -> None:
    assert not opt_out.asked(words)
    assert not opt_out.asked(f"{words.upper()}.")


@pytest.mark.parametrize("tables", [ASKED, NEAR_MISSES])
def test_every_language_has_its_share(tables: dict[str, str]) -> None:
    assert sorted(tables) == ["de", "en", "es", "fr"]
    for table in tables.values():
        lines = table.strip().splitlines()
        assert len(lines) == len(set(lines)) >= FEWEST
