"""Invented names, Polish, Ukrainian and a few others; never anybody real."""

WOMEN = (
    "Agnieszka", "Aleksandra", "Alicja", "Anastazja", "Barbara", "Bohdana", "Danuta", "Daryna",
    "Dorota", "Elżbieta", "Ewa", "Grażyna", "Halina", "Inna", "Joanna", "Justyna", "Kateryna",
    "Katarzyna", "Larysa", "Magdalena", "Małgorzata", "Monika", "Nadija", "Natalia", "Olena",
    "Paulina", "Sofija", "Świetłana", "Urszula", "Weronika", "Zofia", "Żaneta",
)  # fmt: skip
MEN = (
    "Adam", "Andrij", "Bartosz", "Bogdan", "Dawid", "Dmytro", "Grzegorz", "Ihor", "Jakub", "Jan",
    "Kamil", "Karol", "Krzysztof", "Łukasz", "Maciej", "Marek", "Michał", "Mykola", "Paweł",
    "Piotr", "Rafał", "Roman", "Sławomir", "Stanisław", "Szymon", "Taras", "Wiktor", "Wojciech",
)  # fmt: skip
FAMILIES = (
    "Adamiec", "Bąk", "Bieniek", "Bondar", "Cichoń", "Cybulko", "Ćwik", "Domań", "Dudek", "Fedoruk",
    "Gajda", "Gil", "Głąb", "Hnatiuk", "Iwańczuk", "Jarosz", "Jóźwiak", "Karpa", "Kłos", "Koval",
    "Kravets", "Krawiec", "Lis", "Łoś", "Łysak", "Majchrzak", "Melnyk", "Mroczek", "Nowosad",
    "Ołeksiuk", "Osa", "Pająk", "Pawluk", "Piech", "Rak", "Rybak", "Sadowa", "Sikora", "Skiba",
    "Sowa", "Stec", "Szpak", "Ślusarczyk", "Tkaczuk", "Tarasiuk", "Urban", "Wilk", "Wrona", "Zając",
    "Zięba", "Źrebiec", "Żak", "Żuk",
)  # fmt: skip


def draw_name(random):
    """A (given name, family name) pair."""
    return random.choice(WOMEN + MEN), random.choice(FAMILIES)
