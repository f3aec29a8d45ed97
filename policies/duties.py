"""The recommendations of the source leaflet that policies answer, in short words of our own."""

from django.utils.translation import gettext_lazy as _

#: R5 to R13: what every organisation's policy and code must say (R4).
CONDUCT = {
    "R5": _("Zero tolerance of trafficking is stated"),
    "R6": _("It reaches all our activity, our people and those connected with us"),
    "R7": _("There is a code of conduct for all who act for us"),
    "R8": _("The code stresses respect for human rights"),
    "R9": _("No relations with persons reasonably suspected of trafficking"),
    "R10": _("No use of services of presumed trafficking victims"),
    "R11": _("We lead by example and never deepen the problem"),
    "R12": _("No paying for sex, and no sex, work or favour in return for help"),
    "R13": _("No sexual contact with anyone under 18"),
}
#: R14 to R19: who answers for what, and how harm is reported.
ANSWERING = {
    "R14": _("Unlawful acts are answered for before the authorities"),
    "R15": _("Breaches of our standards have consequences even if they are no crime"),
    "R16": _("Reporting is safe"),
    "R17": _("Reporting is easy to reach"),
    "R18": _("Reporting covers the abuse that goes with trafficking"),
    "R19": _("Reporting encourages victims to come forward"),
}
DUTIES = CONDUCT | ANSWERING
