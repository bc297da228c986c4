"""Which agent a prompt was given to, by its record. Pure."""

from __future__ import annotations

from minutebook.operations.schema import serialize
from minutebook.records.filenames import clean_title
from minutebook.records.model import PHR, Record, RecordSet

_NO_NAMES = ("agent", "ai", "llm", "model", "unknown", "none", "n/a", "na", "tbd", "-", "?")


class RecordAgents:
    """Tells the agents of records apart from their subagents, and from the places they ran in.

    A recorded turn has the agent in `surface` too, a subagent's task its own name in `agent`. In
    records that people write `surface` is where it was asked, such as `cli` or `ide`. What a turn
    has in both is an agent.
    """

    def __init__(self, records: RecordSet) -> None:
        pairs = map(_read_pair, records.of_kind(PHR))
        self.agents = frozenset(agent for agent, surface in pairs if agent and agent == surface)

    def find_agent(self, record: Record) -> str:
        """What a record's prompt was given to, also where a subagent did it; "" if not known."""
        agent, surface = _read_pair(record)
        return surface if surface in self.agents else agent

    def find_subagent(self, record: Record) -> str:
        """The subagent whose task a record is; "" for what a person asked."""
        agent, surface = _read_pair(record)
        return agent if surface in self.agents and agent != surface else ""

    def find_model(self, record: Record) -> str:
        """The model that answered; "" if not known."""
        return _read_name(record, "model")

    def is_agents(self, record: Record) -> bool:
        """Whether a record says that an agent or a model worked on it."""
        return bool(self.find_agent(record) or self.find_model(record))


def _read_pair(record: Record) -> tuple[str, str]:
    return _read_name(record, "agent"), _read_name(record, "surface")


def _read_name(record: Record, field: str) -> str:
    """The name that a field has; "" for a word that a template asked for and nobody knew."""
    name = clean_title(serialize.format_field(record, field))
    return "" if name.casefold() in _NO_NAMES else name
