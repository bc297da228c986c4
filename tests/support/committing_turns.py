"""Turns of an agent that commit, and what git says afterwards."""

from __future__ import annotations

from pathlib import Path

from agent_events import Stage, actor


class Committing:
    """A session of Claude Code in a repository: its turns write files and commit them."""

    def __init__(self, stage: Stage, session: str = "s") -> None:
        self.stage, self.agent = stage, actor("claude", session, stage.top)
        self.git = stage.git

    def configure(self, settings: str) -> None:
        """Commit a configuration."""
        self.commit("minutebook.toml", settings, "Configure it")

    def commit(self, path: str, text: str, message: str) -> None:
        """Write a file and commit it, and nothing else."""
        self.stage.write(path, text)
        self.git("add", "--", path)
        self.git("commit", "-q", "-m", message)

    def play(self, prompt: str, *paths: str, answer: str = "Done.") -> None:
        """A turn that commits some files, one commit each; without any it only answers."""
        self.stage.take(self.agent.ask(prompt))
        for path in paths:
            self.commit(path, f"{prompt}\n", f"Write {path}")
        self.stage.take(self.agent.stop(answer))

    def status(self) -> list[str]:
        """What `git status` says of the working tree: an entry for each file."""
        return self.git("status", "--porcelain", "--branch", "-uall").splitlines()[1:]

    def subjects(self, *args: str) -> list[str]:
        """The first lines of the messages of the commits, the newest first."""
        return self.git("log", "--format=%s", *args).splitlines()

    def message(self, commit: str = "HEAD") -> str:
        """The message of a commit."""
        return self.git("log", "-1", "--format=%B", commit)

    def paths(self, commit: str = "HEAD") -> list[str]:
        """The files that a commit changed."""
        return self.git(
            "diff-tree", "--no-commit-id", "--name-only", "-r", "--root", commit
        ).splitlines()

    def read(self, path: str | Path) -> str:
        """A file of the working tree."""
        return (self.stage.top / path).read_text("utf-8")
