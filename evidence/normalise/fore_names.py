"""Fore names that are seldom surnames: what tells "Garcia Lopez, Maria Jose" from "Anna Weber, Robert Olsen"."""

from __future__ import annotations

__all__ = ["FORE_NAMES"]

# Folded. In PubMed at least four times as often a fore name as a surname; the most usual Romance and German ones.
FORE_NAMES = frozenset(
    """
    aaron adam adrian adriana agnes agnieszka ahmet akira alain alan alberto alejandro aleksandra alessandra
    alessandro alex alexander alexandra alexandros alice alicia alison alvaro amanda amel amy ana anders andre
    andrea andreas andrei andrew andrzej angel angela angeles angelo anna anne anneke annette anselm anthony antoine
    antonella antonia antonietta antonio arun arvind ashley atsushi audrey barbara bartosz beatriz benjamin bernard
    beth birgit blanca boris brendan brian bridget bruce bruno bryan camilla carlos carmen carol carole carolina
    caroline catarina catherine cecilia cesar charles charlotte chiara chris christian christina christine christoph
    christopher claire clara clare claude colin concepcion consuelo craig cristian cristina cynthia daisuke dan dana
    daniel daniela david deborah debra derek diana diane dieter dolores dominique donna dorota dorothy edith eduardo
    edward edwin elena elisa elizabeth ellen emil emily emma emmanuel emmanuelle enrico enrique eric erica erik erin
    esteban esther etienne eva evelyn ewa fabienne fabio fatma federico felipe fernanda fernando filipe fiona
    florence florian francesca francesco francisco francois francoise franz frederick friedrich fritz gabriel
    gabriela gabriella gareth gary geoffrey georg georgia gerard gillian giorgio giovanni giuseppe gonzalo grace
    gregorio grzegorz guadalupe guido guillermo gunter gustavo hans hasan heather heinrich helen helene helmut henri
    henrik hideki hideyuki hiroaki hiroki hiroshi hiroyuki howard ian ignacio igor imran inmaculada irene irina
    isabel isabelle ivan iwona jacek jacob jacqueline jaime james jan jane janet jason javier jean jeanne jeffrey
    jennifer jenny jens jerome jessica jesus joachim joan joanna joanne joao joaquin joel johan johanna johannes
    john jolanta jonathan jorge jose josefa joseph joshua joyce juan judy juergen julia julian julie julien juliet
    julio jurgen justin karen karin karl katarzyna kate katherine kathleen kathryn kazuki keisuke keith kenneth
    kevin klaus koichi koji krzysztof larry laura lauren laurence laurie lawrence leonardo lesley linda lisa liz
    lorenzo louise lourdes luca lucia luciano lucy luis luisa luiz luz lynne magdalena makoto manuel marc marcela
    marcelo marco marcos marcus marek margaret margarita maria mariana marie marine mario marion mariusz mark markus
    marta mary masahiro masanori masayuki massimo mateo matteo matthew matthias maurizio mehmet melanie melissa
    mercedes michael michel michele michelle miguel mike miriam mohammad mohammed monica monique montserrat muhammad
    muriel mustafa nadia nancy natalia natalie neil nicholas nick nicola nicolas nicole nuno nuria olga oliver
    olivia olivier oscar otto pablo pamela paola paolo pascal patricia patrick patrizia paul paula paulo pedro per
    peter philip philipp philippe pierre pieter pietro pilar piotr rachel rafael rajesh rakesh ralf ramon raul
    raymond rebeca rebecca renata ricardo riccardo richard rita robert roberta roberto robin rocio rodney rodrigo
    roger roland ronald rosa rosario rosemarie ruben ruth sabine sam samantha samuel sandeep sandra sandrine sara
    sarah satoshi sean sebastian sergio shannon shirley silvia simone sofia sofie sophia sophie stefan stefania
    stefanie stefano stephanie stephen steve steven stuart sunil susan susana susumu suzanne sylvia sylvie takahiro
    takao takashi takeo takeshi teresa tetsuya theresa thomas tiago tim timothy todd tom tomas tomasz tony toshihiro
    ulrich ulrike ursula valentina valerie vera veronica victor victoria vijay vincent vincenzo virginie vladimir
    walter wendy werner wilhelm william wojciech wolfgang xavier yasuo yoshihiro yoshikazu yoshinori yusuke yves zoe
    """.split()  # noqa: SIM905
)
