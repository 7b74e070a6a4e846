# GenServer.call, with and without a timeout that expires.
import Check

defmodule Log do
  @moduledoc "A server that logs what it handles."

  def new, do: Puppet.new(fn -> {:ok, []} end)

  def call(server, what, timeout \\ 5000) do
    GenServer.call(server, fn _, log -> {:reply, what, [what | log]} end, timeout)
  end

  def cast(server, what), do: GenServer.cast(server, fn log -> {:noreply, [what | log]} end)
  def read(server), do: Enum.reverse(Puppet.get(server))
end

timeout? = &match?({:exit, {:timeout, _}}, &1)

holds "Server.Serial", "K-1", "callbacks never overlap, be they calls, casts or messages" do
  inside = :atomics.new(2, [])

  work = fn state ->
    if :atomics.add_get(inside, 1, 1) > 1, do: :atomics.add(inside, 2, 1)
    :erlang.yield()
    :atomics.sub(inside, 1, 1)
    {:noreply, state}
  end

  pid = Puppet.new()

  together(8, fn i ->
    for _ <- 1..200, do: if(rem(i, 2) == 0, do: GenServer.cast(pid, work), else: send(pid, work))
  end)

  Puppet.get(pid)
  expect(:atomics.get(inside, 2) == 0)
end

holds "Server.OwnReply", "CALL-4 TASK-2", "of 300 concurrent calls each returns its own reply" do
  pid = Log.new()
  expect(together(300, fn i -> Log.call(pid, i) end) == Enum.to_list(1..300))
end

holds "Server.Order",
      "K-2 CALL-14",
      "what a process sends is handled in its order, calls and casts mixed" do
  pid = Log.new()

  send_one = fn i, n ->
    if rem(n, 3) == 0, do: Log.call(pid, {i, n}), else: Log.cast(pid, {i, n})
  end

  together(4, fn i -> for n <- 1..300, do: send_one.(i, n) end)
  log = Log.read(pid)
  for i <- 1..4, do: expect(for({^i, n} <- log, do: n) == Enum.to_list(1..300))
end

holds "Server.Order",
      "CALL-14",
      "a call that has timed out keeps its place before a later cast" do
  pid = Log.new()
  Puppet.block(pid)
  expect(timeout?.(outcome(fn -> Log.call(pid, :call, 10) end)))
  Log.cast(pid, :cast)
  Puppet.release(pid)
  expect(Log.read(pid) == [:call, :cast])
end

holds "Server.Deadline",
      "CALL-2",
      "a call exits at its timeout, not before, while the server is blocked" do
  pid = Puppet.new()
  Puppet.block(pid)

  for limit <- [10, 60] do
    {took, seen} = timed(fn -> outcome(fn -> Puppet.get(pid, limit) end) end)
    expect(timeout?.(seen) and took >= limit, {seen, took})
    punctual(took, limit)
  end
end

holds "Server.Late", "CALL-4", "a late reply does not reach the caller's mailbox" do
  pid = Puppet.new()
  Puppet.block(pid)
  seen = for _ <- 1..20, do: outcome(fn -> Puppet.get(pid, 1) end)
  expect(Enum.all?(seen, timeout?))
  Puppet.release(pid)
  Puppet.get(pid)
  expect(flush() == [])
end

weaker "Server.Late",
       "CALL-13",
       "a second reply does reach the mailbox of a caller without a timeout" do
  pid = Puppet.new()
  twice = fn from, state -> GenServer.reply(from, :first) && {:reply, :second, state} end
  expect(GenServer.call(pid, twice, :infinity) == :first)
  Puppet.get(pid)
  expect(match?([{_, :second}], flush()))
end

holds "Server.Abandoned", "CALL-3", "a request that has begun is handled to its end, once" do
  pid = Log.new()
  call = fn _, log -> Puppet.wait() && {:reply, :ok, [:handled | log]} end
  expect(timeout?.(outcome(fn -> GenServer.call(pid, call, 30) end)))
  Puppet.release(pid)
  expect(Log.read(pid) == [:handled])
end

holds "Server.Abandoned", "CALL-17 CALL-21", "requests outlive their senders" do
  pid = Log.new()
  blocked = Puppet.block(pid)
  callers = for i <- 1..10, do: spawn(fn -> Log.call(pid, i) end)
  casters = for i <- 11..20, do: spawn(fn -> Log.cast(pid, i) end)
  expect(Puppet.queued(blocked, 20))
  Enum.each(callers ++ casters, &kill/1)
  Puppet.release(blocked)
  expect(Enum.sort(Log.read(pid)) == Enum.to_list(1..20))
end

weaker "Server.Withdrawn",
       "CALL-3 CALL-18",
       "a request whose caller gave up before it began is handled all the same" do
  pid = Log.new()
  Puppet.block(pid)
  for i <- 1..10, do: expect(timeout?.(outcome(fn -> Log.call(pid, i, 1) end)))
  Puppet.release(pid)
  expect(Log.read(pid) == Enum.to_list(1..10))
end

weaker "Server.Expired",
       "CALL-8",
       "a call with a timeout of 0 exits, and its request is handled" do
  pid = Log.new()
  Puppet.block(pid)
  expect(timeout?.(outcome(fn -> Log.call(pid, :call, 0) end)))
  Puppet.release(pid)
  expect(Log.read(pid) == [:call])
end

holds "Server.ReplyWins",
      "CALL-11",
      "around its timeout a call has one outcome, and leaves nothing behind" do
  pid = Puppet.new()
  work = fn i -> fn _, state -> Process.sleep(1) && {:reply, i, state} end end
  seen = for i <- 1..100, do: {i, outcome(fn -> GenServer.call(pid, work.(i), 2) end)}
  expect(Enum.all?(seen, fn {i, result} -> result == i or timeout?.(result) end), seen)
  Puppet.get(pid)
  expect(flush() == [])
end

holds "Server.ReplyWins",
      "CALL-20 K-4",
      "a reply wins over the death of the server right after it, 500 times" do
  die = fn from, _ -> GenServer.reply(from, :reply) && exit(:died) end

  for _ <- 1..500 do
    seen = outcome(fn -> GenServer.call(Puppet.new(), die) end)
    expect(seen == :reply, seen)
  end
end

holds "Server.Backlog",
      "STOP-2 STOP-15",
      "calls that wait when the stop is asked for are handled" do
  pid = Log.new()
  blocked = Puppet.block(pid)
  calls = for i <- 1..5, do: Task.async(fn -> Log.call(pid, i) end)
  expect(Puppet.queued(blocked, 5))
  stop = Task.async(fn -> GenServer.stop(pid) end)
  expect(Puppet.queued(blocked, 6))
  Puppet.release(blocked)
  expect(Task.await_many(calls) == Enum.to_list(1..5) and Task.await(stop) == :ok)
end

weaker "Server.Panic",
       "CALL-7 STOP-9",
       "a callback that raises ends the server, and the calls that wait exit with it" do
  pid = Puppet.new()
  blocked = Puppet.block(pid)
  call = fn fun -> Task.async(fn -> outcome(fn -> GenServer.call(pid, fun) end) end) end
  first = call.(fn _, _ -> raise "first" end)
  expect(Puppet.queued(blocked, 1))
  second = call.(fn _, state -> {:reply, :ok, state} end)
  expect(Puppet.queued(blocked, 2))
  Puppet.release(blocked)

  for task <- [first, second] do
    seen = Task.await(task)
    expect(match?({:exit, {{%RuntimeError{message: "first"}, _}, _}}, seen), seen)
  end
end

weaker "Server.Panic",
       "CALL-6 CALL-7",
       "a call to a server that stops or is dead exits at once, with the reason" do
  pid = Puppet.new()
  stop = fn _, state -> {:stop, :normal, state} end
  expect(match?({:exit, {:normal, _}}, outcome(fn -> GenServer.call(pid, stop) end)))
  {took, seen} = timed(fn -> outcome(fn -> GenServer.call(pid, stop) end) end)
  expect(match?({:exit, {:noproc, _}}, seen), seen)
  punctual(took, 0)
end

holds "Server.Panic",
      "CALL-9",
      "a callback that calls its own server exits at once, and the server lives if it catches that" do
  pid = Puppet.new()
  call = fn _, state -> {:reply, Check.outcome(fn -> Puppet.get(self()) end), state} end
  seen = GenServer.call(pid, call)
  expect(match?({:exit, {:calling_self, _}}, seen) and is_map(Puppet.get(pid)), seen)
end

finish()
