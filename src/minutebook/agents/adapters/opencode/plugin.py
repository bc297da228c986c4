"""The plugin of opencode that calls our hook: one file, which opencode 1 and 2 load as it is.

Plugins: https://opencode.ai/docs/plugins and https://opencode.ai/v2/docs/build/plugins. Both find
their part in the default export: opencode 1 calls its `server`, opencode 2 its `id` and `setup`
(`Plugin.define` of `@opencode/plugin` gives back what it is given). It needs no packages, and where
the hook's command is missing nothing happens.

What it tells has always the same form, which `opencode.read_event` reads: the beginning of a
session, at which turns are recorded that never ended; a prompt, before the agent begins with it, so
that the state of the files is known; the end of a turn with all messages of the turn, since the
tools' hook is not always called. An aborted turn is still busy for a moment when opencode calls it
idle: its end is told when that is over, or when opencode exits.
"""

from __future__ import annotations

__all__ = ["OPENCODE_PLUGIN"]

OPENCODE_PLUGIN = """\
// Written by `minutebook agents install opencode`; `minutebook agents remove opencode` removes it.
// Tells minutebook-hook what happened, and never holds a turn up: whatever fails here is ignored.
import { spawn } from "node:child_process"

const SECOND = 1000
const ABORTED_WAIT = 0.7 * SECOND // for which an aborted turn may still be busy
const BEGINNING_WAIT = 2 * SECOND // within which a session's start is answered
const COMMAND_WAIT = 5 * SECOND // within which a command is followed by its prompt

const turns = new Map() // of sessions: the last turn of each
const roots = new Map() // of sessions: the session that started them, and had nobody start it
const beginnings = new Map() // of sessions: what is told to the model, a promise
const commands = new Map() // of sessions: the slash command that was typed last
const running = new Set() // what has been begun and is not over

const attempt = async (action) => {
  try {
    return await action()
  } catch {
    return undefined
  }
}

const keep = (promise) => {
  running.add(promise)
  return promise.finally(() => running.delete(promise))
}

// Calls the hook; gives its answer: what it has to say to the user, or to the model.
const tell = (directory, name, said) =>
  keep(
    new Promise((resolve) => {
      try {
        let printed = ""
        const child = spawn("minutebook-hook", ["opencode", name], {
          cwd: directory,
          stdio: ["pipe", "pipe", "ignore"],
          detached: process.platform !== "win32", // Ctrl-C in the terminal is not meant for it
          windowsHide: true,
        })
        const timer = setTimeout(() => child.kill(), 30 * SECOND)
        const done = () => {
          clearTimeout(timer)
          try {
            resolve(JSON.parse(printed))
          } catch {
            resolve(undefined)
          }
        }
        child.on("error", done)
        child.on("close", done)
        child.stdout.setEncoding("utf8")
        child.stdout.on("data", (chunk) => (printed += chunk))
        child.stdin.on("error", () => {})
        child.stdin.end(JSON.stringify({ type: name, directory, ...said }))
      } catch {
        resolve(undefined)
      }
    }),
  )

// What was typed: `opencode run` puts those of its arguments that have blanks into quotes.
const words = process.argv.slice(2)
const isRun = words.find((word) => !word.startsWith("-")) === "run"
const unquote = (text) => {
  for (const word of isRun ? words : []) {
    if (word.includes(" ")) text = text.replace(`"${word.replace(/"/g, '\\\\"')}"`, () => word)
  }
  return text
}

// `host` is what differs: `directory`, `getParent`, `getMessages`, `show`.
const makeRecorder = (host) => {
  const findRoot = async (id) => {
    if (!roots.has(id)) {
      const seen = new Set([id])
      let root = id
      for (let next = id; next && seen.size < 20; seen.add(next)) {
        next = await attempt(() => host.getParent(root))
        if (!next || seen.has(next)) break
        root = next
      }
      roots.set(id, root)
    }
    return roots.get(id) === id ? undefined : roots.get(id)
  }
  const send = async (name, sessionID, turn, said) => {
    const parentID = await findRoot(sessionID)
    const turnID = parentID ? undefined : turn?.first
    return tell(host.directory, name, { sessionID, parentID, turnID, ...said })
  }

  const end = (id, isLast = false) => {
    const turn = turns.get(id)
    if (!turn?.isBusy) return
    turn.isBusy = false
    clearTimeout(turn.timer)
    return keep(
      (async () => {
        const all = (isLast ? undefined : await attempt(() => host.getMessages(id))) ?? []
        const ids = all.map((each) => each?.info?.id ?? each?.id)
        const roles = all.map((each) => each?.info?.role ?? each?.type)
        const first = ids.includes(turn.first) ? ids.indexOf(turn.first) : roles.lastIndexOf("user")
        const answer = await send("session.idle", id, turn, {
          isInterrupted: isLast || Boolean(turn.isAborted),
          properties: { sessionID: id },
          messages: all.slice(Math.max(first, 0)),
        })
        const text = answer?.systemMessage
        if (text && !(await findRoot(id))) await attempt(() => host.show(text))
      })(),
    )
  }

  return {
    begin: (id) => {
      const told = send("session.created", id)
      beginnings.set(id, told)
      return told
    },
    // What the model of a session is told; it is not waited for long.
    beginning: async (id) => {
      const wait = new Promise((resolve) => setTimeout(resolve, BEGINNING_WAIT).unref?.())
      return (await Promise.race([beginnings.get(id), wait]))?.additionalContext
    },
    command: (id, name, given) => {
      commands.set(id, { text: `/${name} ${given ?? ""}`.trim(), at: Date.now() })
    },
    prompt: async (id, messageID, text, said) => {
      if (turns.get(id)?.isAborted) await end(id)
      // What is sent while a turn goes on belongs to it.
      if (!turns.get(id)?.isBusy) turns.set(id, { first: messageID, isBusy: true, host })
      const command = commands.get(id)
      commands.delete(id)
      const isCommand = command && Date.now() - command.at < COMMAND_WAIT
      const prompt = unquote(isCommand ? command.text : text)
      await send("chat.message", id, turns.get(id), { prompt, ...said })
    },
    // What an aborted turn still does comes with the messages at its end.
    tool: async (id, said) => {
      const turn = turns.get(id)
      if (turn && (turn.isAborted || !turn.isBusy)) return
      return (await send("tool.execute.after", id, turn, said))?.additionalContext
    },
    abort: (id) => {
      const turn = turns.get(id)
      if (turn?.isBusy) turn.isAborted = true
    },
    idle: async (id) => {
      const turn = turns.get(id)
      if (!turn?.isBusy) return
      clearTimeout(turn.timer)
      if (turn.isAborted) turn.timer = setTimeout(() => end(id), ABORTED_WAIT)
      else await end(id)
    },
    // When opencode exits there is no time to ask it for messages.
    dispose: async () => {
      for (const [id, turn] of turns) if (turn.host === host) end(id, true)
      await Promise.allSettled([...running])
    },
  }
}

// opencode 1
const server = async ({ client, directory }) => {
  const recorder = makeRecorder({
    directory,
    getParent: async (id) => (await client.session.get({ path: { id } }))?.data?.parentID,
    getMessages: async (id) => (await client.session.messages({ path: { id } }))?.data,
    show: async (message) => {
      if (isRun) process.stderr.write(message + "\\n")
      else
        await client.tui.showToast({
          body: { title: "minutebook", message, variant: "info", duration: 10 * SECOND },
        })
    },
  })
  return {
    dispose: recorder.dispose,
    "command.execute.before": async (input) => {
      recorder.command(input?.sessionID, input?.command, input?.arguments)
    },
    "chat.message": async (input, output) => {
      const message = output?.message
      const text = (output?.parts ?? [])
        .filter((part) => part?.type === "text" && !part.synthetic && !part.ignored && part.text)
        .map((part) => part.text)
        .join("\\n")
      const id = input?.sessionID ?? message?.sessionID
      await attempt(() => recorder.prompt(id, message?.id, text, { input, output }))
    },
    "tool.execute.after": async (input, output) => {
      const text = await attempt(() => recorder.tool(input?.sessionID, { input, output }))
      if (text && typeof output?.output === "string") output.output += "\\n\\n" + text
    },
    "experimental.chat.system.transform": async (input, output) => {
      const text = await attempt(() => recorder.beginning(input?.sessionID))
      if (text) output?.system?.push(text)
    },
    event: async ({ event }) => {
      const id = event?.properties?.sessionID
      const error = event?.properties?.error?.name
      if (event?.type === "session.error" && error === "MessageAbortedError") recorder.abort(id)
      if (event?.type === "session.idle") await attempt(() => recorder.idle(id))
      if (event?.type === "session.created" && !event.properties?.info?.parentID)
        await attempt(() => recorder.begin(id ?? event.properties?.info?.id))
    },
  }
}

// opencode 2
const setup = async (ctx) => {
  const recorder = makeRecorder({
    directory: ctx.location?.directory ?? process.cwd(),
    getParent: async (id) => (await ctx.session.get({ sessionID: id }))?.parentID,
    getMessages: async (id) => await ctx.session.context({ sessionID: id }),
    show: async (message) => {
      if (isRun) process.stderr.write(message + "\\n")
    },
  })
  await attempt(() =>
    ctx.session.hook("prompt", async (event) => {
      const { sessionID: id, messageID } = event
      const session = await attempt(() => ctx.session.get({ sessionID: id }))
      const input = { sessionID: id, agent: session?.agent, model: session?.model }
      const text = event.prompt?.text ?? ""
      await attempt(() => recorder.prompt(id, messageID, text, { input }))
    }),
  )
  await attempt(() =>
    ctx.tool.hook("execute.after", async (event) => {
      const { sessionID, tool, id: callID, input: args, agent } = event
      const input = { sessionID, tool, callID, args, agent }
      const output = event.status === "error" ? { error: event.error } : event.result
      await attempt(() => recorder.tool(sessionID, { input, output }))
    }),
  )
  const controller = new AbortController()
  attempt(async () => {
    for await (const event of ctx.event.subscribe({ signal: controller.signal })) {
      const id = event?.data?.sessionID
      if (event?.type === "session.execution.interrupted" && event.data.reason !== "superseded") {
        recorder.abort(id)
        recorder.idle(id)
      } else if (event?.type === "session.created" && id && !event.data.info?.parentID) {
        attempt(() => recorder.begin(id))
      } else if (
        ["session.execution.succeeded", "session.execution.failed", "session.idle"].includes(
          event?.type,
        )
      )
        attempt(() => recorder.idle(id))
    }
  })
  return async () => {
    controller.abort()
    await recorder.dispose()
  }
}

export default { id: "minutebook", server, setup }
"""
