from procedures.models.procedure import (
    Procedure,
    ProcedureGroupPermission,
    ProcedureState,
    ProcedureUserPermission,
    ProcedureVersion,
)

__all__ = ["Procedure", "ProcedureGroupPermission", "ProcedureState", "ProcedureUserPermission", "ProcedureVersion"]
