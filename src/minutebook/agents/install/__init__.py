"""Installs and removes what makes agents and git call us, and says what is installed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from minutebook.agents.install.doctor import Diagnosis, diagnose_agents
    from minutebook.agents.install.install import (
        InstallResult,
        install_agents,
        install_skill,
        list_plugin_agents,
        remove_agents,
        remove_skill,
        write_plugin,
    )
    from minutebook.agents.install.staging import UnreadableSettings, list_installable_names
    from minutebook.agents.install.status import AgentStatus, read_agent_statuses

__all__ = [
    "AgentStatus",
    "Diagnosis",
    "InstallResult",
    "UnreadableSettings",
    "diagnose_agents",
    "install_agents",
    "install_skill",
    "list_installable_names",
    "list_plugin_agents",
    "read_agent_statuses",
    "remove_agents",
    "remove_skill",
    "write_plugin",
]


def __getattr__(name: str) -> object:
    """Load the modules when a name of them is first asked for: git's hooks need only some."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from minutebook.agents.install import doctor, install, staging, status

    owner = next(module for module in (install, staging, status, doctor) if name in vars(module))
    return getattr(owner, name)
