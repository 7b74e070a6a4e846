# How a server ends: by GenServer.stop, by its supervisor, and by its own callbacks.
import Check

defmodule Ending do
  @moduledoc "A server that counts what it handles, and reports its terminate."

  def init(test, options \\ []) do
    fn ->
      Process.flag(:trap_exit, Keyword.get(options, :trap, false))
      last = Keyword.get(options, :last, fn -> :ok end)
      {:ok, %{n: 0, test: test, last: last, terminate: &terminate/2}}
    end
  end

  def new(test, options \\ []), do: Puppet.new(init(test, options))

  # Starts a supervisor with a child for each list of options, and returns both.
  def supervise(test, children) do
    specs =
      for {options, i} <- Enum.with_index(children) do
        Puppet.child(i, init(test, options), shutdown: Keyword.get(options, :shutdown, 5000))
      end

    {:ok, top} = Supervisor.start_link(specs, strategy: :one_for_one)
    {top, for({_, pid, _, _} <- Enum.reverse(Supervisor.which_children(top)), do: pid)}
  end

  def count(server, work \\ fn -> :ok end) do
    GenServer.cast(server, fn state -> work.() && {:noreply, %{state | n: state.n + 1}} end)
  end

  defp terminate(reason, state) do
    send(state.test, {:terminate, self(), reason, state.n})
    result = state.last.()
    send(state.test, {:terminated, self()})
    result
  end
end

defmodule Unborn do
  @moduledoc "A server whose init fails."
  use GenServer
  def init(test), do: send(test, :init) && {:stop, :failed}
  def terminate(_, _), do: send(:unborn, :terminate)
end

timeout? = &match?({:exit, {:timeout, _}}, &1)

weaker "Shutdowner.Closed",
       "STOP-2b SHARD-8",
       "after stop a call exits with :noproc, but a cast returns :ok and is lost" do
  pid = Ending.new(self())
  GenServer.stop(pid)
  seen = outcome(fn -> Puppet.get(pid) end)
  expect(match?({:exit, {:noproc, _}}, seen), seen)
  expect(Ending.count(pid) == :ok)
end

weaker "Shutdowner.Closed", "STOP-2b", "casts behind the stop are accepted and never handled" do
  pid = Ending.new(self())
  blocked = Puppet.block(pid)
  stop = Task.async(fn -> GenServer.stop(pid) end)
  expect(Puppet.queued(blocked, 1))
  for _ <- 1..3, do: expect(Ending.count(pid) == :ok)
  Puppet.release(blocked)
  Task.await(stop)
  expect(match?([{:terminate, ^pid, :normal, 0}, {:terminated, ^pid}], flush()))
end

holds "Shutdowner.Drained",
      "STOP-2",
      "what a process has sent before its stop is handled before terminate" do
  for _ <- 1..50 do
    pid = Ending.new(self())
    for _ <- 1..50, do: Ending.count(pid)
    expect(GenServer.stop(pid) == :ok)
    seen = flush()
    expect(match?([{:terminate, ^pid, :normal, 50}, {:terminated, ^pid}], seen), seen)
  end
end

weaker "Shutdowner.Drained",
       "STOP-19",
       "a supervisor that has waited long enough kills a server with a backlog, and stops with :ok" do
  {top, [pid]} = Ending.supervise(self(), [[trap: true, shutdown: 50]])
  Puppet.block(pid)
  for _ <- 1..5, do: Ending.count(pid)
  expect(Supervisor.stop(top) == :ok)
  expect(flush() == [] and not Process.alive?(pid))
end

weaker "Shutdowner.Drained",
       "STOP-5",
       "without trap_exit a supervisor ends a server amid its callback" do
  {top, [pid]} = Ending.supervise(self(), [[trap: false]])
  Puppet.block(pid)
  expect(Supervisor.stop(top) == :ok)
  expect(flush() == [] and not Process.alive?(pid))
end

holds "Shutdowner.Deadline",
      "STOP-13",
      "stop exits at its timeout, and the server ends later all the same" do
  pid = Ending.new(self(), last: &Puppet.wait/0)
  {took, seen} = timed(fn -> outcome(fn -> GenServer.stop(pid, :normal, 50) end) end)
  # The stop subtracts what it has used of its time in whole ms, so it may be one too early.
  expect(timeout?.(seen) and took >= 48 and Process.alive?(pid), {seen, took})
  punctual(took, 50)
  Puppet.release(pid)
  expect(down(pid) in [:normal, :noproc])
  expect(match?([{:terminate, ^pid, :normal, 0}, {:terminated, ^pid}], flush()))
end

weaker "Shutdowner.Deadline", "STOP-7", "a supervisor kills a terminate that outlasts its time" do
  {top, [pid]} = Ending.supervise(self(), [[trap: true, shutdown: 50, last: &Puppet.wait/0]])
  {took, :ok} = timed(fn -> Supervisor.stop(top) end)
  expect(took >= 50 and match?([{:terminate, ^pid, :shutdown, 0}], flush()), took)
  punctual(took, 60)
end

holds "Shutdowner.Deadline", "STOP-7", "a child with the shutdown :infinity is waited for" do
  {top, [pid]} =
    Ending.supervise(self(), [[trap: true, shutdown: :infinity, last: &Puppet.wait/0]])

  stop = Task.async(fn -> Supervisor.stop(top) end)
  receive(do: ({:terminate, ^pid, :shutdown, 0} -> :ok))
  expect(Task.yield(stop, 50) == nil)
  Puppet.release(pid)
  expect(Task.await(stop) == :ok and flush() == [{:terminated, pid}])
end

weaker "Shutdowner.Repeatable", "STOP-12", "a second stop exits with :noproc" do
  pid = Ending.new(self())
  GenServer.stop(pid)
  seen = outcome(fn -> GenServer.stop(pid) end)
  expect(match?({:exit, {:noproc, _}}, seen), seen)
end

weaker "Shutdowner.Repeatable",
       "STOP-12",
       "of two stops with different reasons the first wins, and the second exits" do
  pid = Ending.new(self(), last: &Puppet.wait/0)
  stop = fn reason -> Task.async(fn -> outcome(fn -> GenServer.stop(pid, reason) end) end) end
  first = stop.(:normal)
  receive(do: ({:terminate, ^pid, :normal, 0} -> :ok))
  second = stop.(:shutdown)
  expect(Puppet.queued(pid, 1))
  Puppet.release(pid)
  expect(Task.await(first) == :ok)
  seen = Task.await(second)
  expect(match?({:exit, _}, seen), seen)
end

holds "Shutdowner.Gone",
      "STOP-1 STOP-17",
      "once stop has returned, process, name, table and timers are gone" do
  test = self()

  for _ <- 1..20 do
    init = fn ->
      :ets.new(:gone, [:named_table])
      Process.send_after(self(), fn _ -> send(test, :late) end, 10)
      {:ok, %{}}
    end

    pid = Puppet.new(init, name: :gone)
    GenServer.stop(pid)

    expect(
      not Process.alive?(pid) and Process.whereis(:gone) == nil and
        :ets.whereis(:gone) == :undefined
    )
  end

  Process.sleep(40)
  expect(flush() == [])
end

inapplicable(
  "Gate.Inline",
  "a callback runs in the process of the server, never in that of its caller"
)

weaker "Gate.Panic",
       "STOP-9",
       "a callback that raises ends the server: the calls after it are not handled" do
  pid = Ending.new(self())
  Ending.count(pid)
  GenServer.cast(pid, fn _ -> raise "callback" end)
  Ending.count(pid)
  down(pid)
  expect(match?([{:terminate, ^pid, {%RuntimeError{}, _}, 1}, {:terminated, ^pid}], flush()))
end

holds "Gate.Last",
      "STOP-2 STOP-16",
      "terminate begins when the callback that runs and those that wait have ended" do
  pid = Ending.new(self())
  blocked = Puppet.block(pid)
  for _ <- 1..5, do: Ending.count(pid)
  stop = Task.async(fn -> GenServer.stop(pid) end)
  expect(Puppet.queued(blocked, 6) and flush() == [])
  Puppet.release(blocked)
  Task.await(stop)
  expect(match?([{:terminate, ^pid, :normal, 5}, {:terminated, ^pid}], flush()))
end

holds "Gate.Last",
      "STOP-14",
      "a supervisor ends its children one after another, the last one first" do
  {top, [a, b, c]} = Ending.supervise(self(), List.duplicate([trap: true], 3))
  Supervisor.stop(top)
  order = for event <- flush(), do: {elem(event, 0), elem(event, 1)}

  expect(
    order == for(pid <- [c, b, a], what <- [:terminate, :terminated], do: {what, pid}),
    order
  )
end

holds "Gate.Last",
      "STOP-10",
      "a callback that stops the server replies when terminate has ended, with the new state" do
  pid = Ending.new(self())
  bye = fn _, state -> {:stop, :normal, :bye, %{state | n: 7}} end
  expect(GenServer.call(pid, bye) == :bye)
  expect(match?([{:terminate, ^pid, :normal, 7}, {:terminated, ^pid}], flush()))
end

holds "Gate.Once", "STOP-12b STOP-G1", "4 concurrent stops call terminate once, 50 times" do
  for _ <- 1..50 do
    pid = Ending.new(self())
    seen = together(4, fn _ -> outcome(fn -> GenServer.stop(pid) end) end)
    expect(Enum.count(seen, &(&1 == :ok)) >= 1, seen)
    calls = flush()
    expect(match?([{:terminate, ^pid, :normal, 0}, {:terminated, ^pid}], calls), calls)
  end
end

holds "Gate.Once", "STOP-11", "terminate is not called for a server whose init has failed" do
  Process.register(self(), :unborn)
  expect(GenServer.start(Unborn, self()) == {:error, :failed})
  expect(flush() == [:init])
end

holds "Gate.Cleanup", "STOP-13", "terminate is called although the only stop has given up" do
  pid = Ending.new(self())
  blocked = Puppet.block(pid)
  expect(timeout?.(outcome(fn -> GenServer.stop(pid, :normal, 10) end)))
  Puppet.release(blocked)
  down(pid)
  expect(match?([{:terminate, ^pid, :normal, 0}, {:terminated, ^pid}], flush()))
end

weaker "Gate.Cleanup",
       "STOP-3",
       "terminate is not called for a server that is killed, trapping or not" do
  for trap <- [false, true] do
    pid = Ending.new(self(), trap: trap)
    expect(kill(pid) in [:killed, :noproc])
    expect(flush() == [])
  end
end

weaker "Gate.Cleanup",
       "STOP-5",
       "nor, without trap_exit, for one that its supervisor or a link ends" do
  {top, [_]} = Ending.supervise(self(), [[trap: false]])
  Supervisor.stop(top)
  pid = Ending.new(self())
  Process.exit(pid, :failure)
  down(pid)
  expect(flush() == [])
end

holds "Gate.Cleanup", "STOP-4", "with trap_exit a supervisor's shutdown calls terminate" do
  {top, [pid]} = Ending.supervise(self(), [[trap: true]])
  Supervisor.stop(top)
  expect(match?([{:terminate, ^pid, :shutdown, 0}, {:terminated, ^pid}], flush()))
end

holds "Gate.Told",
      "STOP-8",
      "a terminate that raises ends the server, and the stop exits with its error" do
  pid = Ending.new(self(), last: fn -> raise "terminate" end)
  seen = outcome(fn -> GenServer.stop(pid) end)
  expect(match?({:exit, {{%RuntimeError{message: "terminate"}, _}, _}}, seen), seen)
  expect(not Process.alive?(pid))
end

weaker "Gate.Told", "STOP-8", "what terminate returns, an error included, reaches nobody" do
  pid = Ending.new(self(), last: fn -> {:error, :not_written} end)
  expect(GenServer.stop(pid) == :ok)
end

finish()
