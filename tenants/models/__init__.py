from tenants.models.calendar import CalendarDay, CalendarYear
from tenants.models.jurisdictions import Domain, Jurisdiction, Level, State
from tenants.models.library import LibraryPackage

__all__ = ["CalendarDay", "CalendarYear", "Domain", "Jurisdiction", "Level", "LibraryPackage", "State"]
