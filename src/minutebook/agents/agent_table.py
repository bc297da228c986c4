"""What is known of all agents, for those who must not load the adapters: generated, not edited.

It is derived from the modules of `agents/adapters` by
`python -m minutebook.agents.adapters.agent_table_writer`, and imports nothing.
"""

AGENTS = (
    "aider",
    "claude",
    "codex",
    "continue",
    "copilot",
    "cursor",
    "gemini",
    "opencode",
    "vscode",
)
# Those that call the hook.
HOOK_AGENTS = (
    "claude",
    "codex",
    "copilot",
    "cursor",
    "gemini",
    "opencode",
    "vscode",
)
INSTALLABLE_AGENTS = (
    "claude",
    "codex",
    "copilot",
    "cursor",
    "gemini",
    "opencode",
)
AGENT_ALIASES = {
    "claude-code": "claude",
    "claude_code": "claude",
    "code": "vscode",
    "vs-code": "vscode",
}
# Those whose settings other agents load too.
SHARED_SETTINGS = (
    "claude",
    "copilot",
    "vscode",
)
# What only one agent sends: keys of its payloads, names of its events.
OWN_KEYS = {
    ("cursor_version",): "cursor",
    ("sessionID",): "opencode",
    ("type", "properties"): "opencode",
}
OWN_EVENT_NAMES = {
    "agent-turn-complete": "codex",
    "BeforeAgent": "gemini",
    "AfterAgent": "gemini",
    "BeforeTool": "gemini",
    "AfterTool": "gemini",
    "BeforeModel": "gemini",
    "AfterModel": "gemini",
    "BeforeToolSelection": "gemini",
    "PreCompress": "gemini",
}
# Names of events, without case and separators.
PROMPT_EVENTS = (
    "userpromptsubmit",
    "userpromptsubmitted",
    "beforesubmitprompt",
    "beforeagent",
    "chatmessage",
)
TURN_END_EVENTS = (
    "stop",
    "stopfailure",
    "subagentstop",
    "interrupt",
    "agentturncomplete",
    "agentstop",
    "afteragent",
    "sessionidle",
    "sessionerror",
)
SUBAGENT_START_EVENTS = (
    "subagentstart",
    "beforetool",
)
SESSION_START_EVENTS = (
    "sessionstart",
    "sessioncreated",
)
SESSION_END_EVENTS = (
    "sessionend",
    "sessiondeleted",
    "serverinstancedisposed",
)
# Events whose answer reaches an agent's model: what it is told there, in which form.
CONTEXT_EVENTS = {
    ("claude", "pretooluse"): "before-edit",
    ("claude", "sessionstart"): "session",
    ("codex", "posttooluse"): "after-edit",
    ("codex", "sessionstart"): "session",
    ("copilot", "posttooluse"): "after-edit",
    ("copilot", "sessionstart"): "session",
    ("cursor", "posttooluse"): "after-edit",
    ("cursor", "sessionstart"): "session",
    ("gemini", "aftertool"): "after-edit",
    ("gemini", "sessionstart"): "session",
    ("opencode", "toolexecuteafter"): "after-edit",
    ("opencode", "sessioncreated"): "session",
    ("vscode", "pretooluse"): "before-edit",
    ("vscode", "posttooluse"): "after-edit",
    ("vscode", "sessionstart"): "session",
}
CONTEXT_FORMS = {
    "claude": "hookSpecificOutput",
    "codex": "hookSpecificOutput",
    "copilot": "additionalContext",
    "cursor": "additional_context",
    "gemini": "hookSpecificOutput",
    "opencode": "additionalContext",
    "vscode": "hookSpecificOutput",
}
# Tools that write files, without case and separators.
EDIT_TOOLS = (
    "write",
    "edit",
    "multiedit",
    "notebookedit",
    "applypatch",
    "create",
    "strreplaceeditor",
    "strreplace",
    "searchreplace",
    "writefile",
    "replace",
    "patch",
    "createfile",
    "replacestringinfile",
    "multireplacestringinfile",
    "inserteditintofile",
    "editnotebookfile",
    "editfiles",
)
# Keys of payloads, in the order in which they are looked for.
EVENT_NAME_KEYS = (
    "hook_event_name",
    "hookEventName",
    "type",
)
SESSION_KEYS = (
    "session_id",
    "sessionId",
    "thread-id",
    "conversation_id",
    "sessionID",
)
PARENT_KEYS = (
    "parentAgentId",
    "parent_agent_id",
    "parentID",
)
SUBAGENT_KEYS = (
    "agent_id",
    "agentId",
)
SUBAGENT_END_KEYS = ("isSubagentProgress",)
TURN_KEYS = (
    "turn_id",
    "turnID",
)
PROMPT_KEYS = ("prompt",)
FOLDER_KEYS = (
    "cwd",
    "directory",
)
# Elements that agents put into a prompt, and which agent ("": of whatever agent it is).
INJECTED_TAGS = (
    ("", "system-reminder"),
    ("", "task-reminder"),
    ("", "post-tool-use-hook"),
    ("", "user-prompt-submit-hook"),
    ("", "session-start-hook"),
    ("", "command-message"),
    ("", "command-contents"),
    ("", "local-command-stdout"),
    ("", "local-command-stderr"),
    ("", "local-command-caveat"),
    ("", "bash-input"),
    ("", "bash-stdout"),
    ("", "bash-stderr"),
    ("", "bash-exit-code"),
    ("", "ide_selection"),
    ("", "ide_opened_file"),
    ("", "ide_diagnostics"),
    ("", "task-notification"),
    ("", "teammate-message"),
    ("", "cross-session-message"),
    ("", "fork-boilerplate"),
    ("", "environment_context"),
    ("", "user_instructions"),
    ("", "turn_aborted"),
    ("", "subagent_notification"),
    ("", "permissions instructions"),
    ("", "collaboration_mode"),
    ("", "current_datetime"),
    ("", "system_notification"),
    ("", "open_and_recently_viewed_files"),
    ("", "system_reminder"),
    ("", "attached_files"),
    ("", "additional_data"),
    ("", "cursor_rules_context"),
    ("", "always_applied_workspace_rules"),
    ("", "manually_attached_skills"),
    ("", "session_context"),
    ("", "loaded_context"),
    ("", "state_snapshot"),
    ("", "environment_info"),
    ("", "workspace_info"),
    ("", "editorContext"),
    ("", "reminderInstructions"),
    ("", "reminder_instructions"),
    ("claude", "agent-message"),
    ("claude", "tick"),
    ("claude", "remote-review"),
    ("codex", "skill"),
    ("codex", "INSTRUCTIONS"),
    ("copilot", "context"),
    ("copilot", "reminder"),
    ("copilot", "attachments"),
    ("cursor", "user_info"),
    ("cursor", "rules"),
    ("cursor", "project_layout"),
    ("cursor", "git_status"),
    ("cursor", "agent_transcripts"),
    ("cursor", "agent_skills"),
    ("cursor", "timestamp"),
    ("gemini", "hook_context"),
    ("vscode", "context"),
    ("vscode", "attachments"),
    ("vscode", "attachment"),
    ("vscode", "instructions"),
)
# Elements around what the user wrote.
WRAPPER_TAGS = (
    "user_query",
    "userRequest",
)
