from tenants.models.calendar import CalendarDay, CalendarYear
from tenants.models.dictionaries import DictionaryEdition, DictionaryEntry, DictionaryTerm
from tenants.models.jurisdictions import Domain, Jurisdiction, Level, State
from tenants.models.library import LibraryPackage

__all__ = [
    "CalendarDay",
    "CalendarYear",
    "DictionaryEdition",
    "DictionaryEntry",
    "DictionaryTerm",
    "Domain",
    "Jurisdiction",
    "Level",
    "LibraryPackage",
    "State",
]
