# The errata of the article, A1 to A15. The code here is as small as shows the fault.
import Check

defmodule Silent do
  @moduledoc "A load that retries by a message for which there is no clause at all."
  use GenServer
  def init(_), do: {:ok, {:initializing, nil}, {:continue, :load}}

  def handle_continue(:load, _) do
    {:noreply, {:degraded, Process.send_after(self(), :retry, 1)}}
  end

  def handle_call(:state, _, state), do: {:reply, state, state}
end

defmodule Clause do
  @moduledoc "The same with a clause for another message."
  use GenServer
  def init(test), do: {:ok, test, {:continue, :load}}

  def handle_continue(:load, test) do
    Process.send_after(self(), :retry, 1)
    {:noreply, test}
  end

  def handle_info(:timeout, test), do: {:noreply, test}
end

defmodule Status do
  @moduledoc "A struct with one key."
  defstruct status: :idle
end

defmodule Spread do
  @moduledoc "Counters of one key, on 16 servers."

  def new, do: for(_ <- 1..16, do: Puppet.new(fn -> {:ok, %{key: 1}} end))

  # Asks every server for the count, as if each had a part of it.
  def sum(shards, timeout), do: Enum.sum(for shard <- shards, do: Puppet.get(shard, timeout).key)
end

timeout? = &match?({:exit, {:timeout, _}}, &1)

erratum "A1",
        "INIT-4 INIT-5",
        "no call returns the status :initializing: it waits for the load or times out" do
  load = fn state -> Puppet.wait() && {:noreply, %{state | status: :ready}} end
  pid = Puppet.new(fn -> {:ok, %{status: :initializing}, {:continue, load}} end)
  seen = for _ <- 1..5, do: outcome(fn -> Puppet.get(pid, 10).status end)
  Puppet.release(pid)
  expect(Enum.all?(seen, timeout?) and Puppet.get(pid).status == :ready, seen)
end

erratum "A2",
        "INIT-ART",
        "a retry message without a clause is dropped, and the server stays degraded" do
  {:ok, pid} = GenServer.start_link(Silent, nil)
  {:degraded, timer} = GenServer.call(pid, :state)
  expect(eventually(fn -> Process.read_timer(timer) == false end))
  Process.sleep(20)
  expect(GenServer.call(pid, :state) == {:degraded, timer})
end

erratum "A2", "INIT-ART2", "with a clause for another message the retry ends the server" do
  {:ok, pid} = GenServer.start(Clause, self())
  ref = Process.monitor(pid)
  reason = receive(do: ({:DOWN, ^ref, _, _, reason} -> reason))
  expect(match?({:function_clause, _}, reason) or reason == :noproc, reason)
end

erratum "A3",
        "INIT-9 INIT-15",
        "a load that raises is no failed load: it ends the server, and then its supervisor" do
  Process.flag(:trap_exit, true)
  init = fn -> {:ok, nil, {:continue, fn _ -> raise "load" end}} end
  {:ok, top} = Supervisor.start_link([Puppet.child(1, init)], strategy: :one_for_one)
  expect(down(top) in [:shutdown, :noproc])
end

erratum "A4",
        "STATE-2",
        "a misspelt key of a map compiles; so does one of an update of a struct, which then raises" do
  compile = fn code ->
    outcome(fn -> elem(Code.eval_string(code, state: struct(Status)), 0) end)
  end

  expect(compile.("%{stauts: :idle}") == %{stauts: :idle})
  expect(compile.("fn -> %{state | stauts: :busy} end") |> is_function())
  expect(compile.("%{state | stauts: :busy}") == {:raise, KeyError})
  expect(compile.("Map.put(state, :stauts, :busy)").stauts == :busy)
end

erratum "A5", "REG-4", "Registry.lookup returns a process that is dead" do
  {:ok, top} = Registry.start_link(keys: :unique, name: :errata_names)
  test = self()

  pid =
    spawn(fn ->
      Registry.register(:errata_names, :worker, nil)
      send(test, :registered)
      Process.sleep(:infinity)
    end)

  receive(do: (:registered -> :ok))
  [{_, owner, _, _}] = Supervisor.which_children(top)
  :sys.suspend(owner)
  kill(pid)
  expect(Registry.lookup(:errata_names, :worker) == [{pid, nil}] and not Process.alive?(pid))
  :sys.resume(owner)
end

erratum "A6",
        "IDLE-3",
        "one callback that returns no timeout disarms what another has returned" do
  test = self()

  pid =
    Puppet.new(fn -> {:ok, %{info: fn :timeout, s -> send(test, :idle) && {:noreply, s} end}} end)

  before = now()
  GenServer.call(pid, fn _, state -> {:reply, :ok, state, 100} end)
  Puppet.get(pid)
  punctual(now() - before, 60)
  Process.sleep(250)
  expect(flush() == [])
end

erratum "A7",
        "CALL-16 CALL-3",
        "a catch of :timeout misses a dead server, and a request that timed out is handled" do
  call = fn pid, work, timeout ->
    try do
      GenServer.call(pid, work, timeout)
    catch
      :exit, {:timeout, _} -> {:error, :timeout}
    end
  end

  pid = Puppet.new(fn -> {:ok, 0} end)
  Puppet.block(pid)
  add = fn _, n -> {:reply, :ok, n + 1} end
  expect(call.(pid, add, 10) == {:error, :timeout})
  Puppet.release(pid)
  expect(Puppet.get(pid) == 1)
  GenServer.stop(pid)
  seen = outcome(fn -> call.(pid, add, 10) end)
  expect(match?({:exit, {:noproc, _}}, seen), seen)
end

erratum "A8", "ETS-13", "a table without :named_table cannot be read by its name" do
  table = :ets.new(:errata_cache, [:set, :protected, read_concurrency: true])
  :ets.insert(table, {:key, 1})
  seen = outcome(fn -> :ets.lookup(:errata_cache, :key) end)
  expect(seen == {:raise, ArgumentError}, seen)
end

erratum "A9", "ETS-20 COMP-1", "a fill by one insert each shows readers a part of it" do
  test = self()

  fill = fn state ->
    Enum.each(1..5, fn k ->
      :ets.insert(:errata_fill, {k, k})
      if k == 2, do: send(test, :part) && Puppet.wait()
    end)

    {:noreply, state}
  end

  pid = Puppet.new(fn -> {:ok, :ets.new(:errata_fill, [:named_table]), {:continue, fill}} end)
  receive(do: (:part -> :ok))
  expect(:ets.info(:errata_fill, :size) == 2)
  Puppet.release(pid)
  Puppet.get(pid)
  expect(:ets.info(:errata_fill, :size) == 5)
end

erratum "A10",
        "SHARD-3 SHARD-7 SHARD-9",
        "a count over all shards waits for the slowest, and exits if one is dead" do
  [own, other | _] = shards = Spread.new()
  Puppet.block(other)
  expect(timeout?.(outcome(fn -> Spread.sum(shards, 30) end)))
  expect(Puppet.get(own, 5000).key == 1)
  kill(other)
  seen = outcome(fn -> Spread.sum(shards, 5000) end)
  expect(match?({:exit, {:noproc, _}}, seen), seen)
end

erratum "A11",
        "TASK-4 TASK-13 COMP-6",
        "nobody learns of a Task.start that raises, nothing bounds them, and they outlive their server" do
  test = self()
  pid = Puppet.new()

  offload = fn work, timeout ->
    submit = fn from, s ->
      Task.start(fn -> GenServer.reply(from, work.()) end) && {:noreply, s}
    end

    outcome(fn -> GenServer.call(pid, submit, timeout) end)
  end

  expect(timeout?.(offload.(fn -> raise "work" end, 30)))
  wait = fn -> send(test, {:task, self()}) && Puppet.wait() end
  calls = for _ <- 1..100, do: Task.async(fn -> offload.(wait, 5000) end)
  tasks = for _ <- calls, do: receive(do: ({:task, task} -> task))
  GenServer.stop(pid)
  expect(Enum.all?(Task.await_many(calls), &match?({:exit, {:normal, _}}, &1)))
  expect(Enum.all?(tasks, &Process.alive?/1))
  Enum.each(tasks, &Puppet.release/1)
end

erratum "A12",
        "TEL-6 TEL-12",
        "an event after the query is missing if that raises, and a handler that fails once is gone" do
  bus = Events.open()
  test = self()

  query = fn work ->
    result = work.()
    bus.execute([:query], %{duration: 1}, %{})
    result
  end

  bus.attach(:count, [:query], fn _, _, _, _ -> send(test, :event) end, nil)
  expect(outcome(fn -> query.(fn -> raise "query" end) end) == {:raise, RuntimeError})
  expect(flush() == [])
  bus.detach(:count)
  bus.attach(:fails, [:query], fn _, _, _, _ -> send(test, :event) && raise "handler" end, nil)
  for _ <- 1..3, do: query.(fn -> :ok end)
  expect(flush() == [:event])
end

erratum "A13",
        "STOP-5 STOP-19",
        "terminate runs on a normal stop without trap_exit; with it, a backlog can keep it from running" do
  test = self()

  init = fn trap ->
    fn ->
      Process.flag(:trap_exit, trap)
      {:ok, %{terminate: fn reason, _ -> send(test, {:last, reason}) end}}
    end
  end

  GenServer.stop(Puppet.new(init.(false)))
  expect(flush() == [{:last, :normal}])
  child = Puppet.child(:busy, init.(true), shutdown: 50)
  {:ok, top} = Supervisor.start_link([child], strategy: :one_for_one)
  [{_, pid, _, _}] = Supervisor.which_children(top)
  Puppet.block(pid)
  Supervisor.stop(top)
  expect(flush() == [])
end

erratum "A14",
        "HIB-5",
        "a timeout that answers with :hibernate fires once: the sleep has no timeout, nor what wakes it" do
  test = self()
  info = fn :timeout, state -> send(test, :idle) && {:noreply, state, :hibernate} end
  pid = Puppet.new(fn -> {:ok, %{info: info}, 30} end)
  receive(do: (:idle -> :ok))
  Process.sleep(100)
  Puppet.get(pid)
  Process.sleep(100)
  expect(flush() == [])
  {_, function} = Process.info(pid, :current_function)
  expect(function not in [{:erlang, :hibernate, 3}, {:erlang, :hibernate, 0}], function)
end

erratum "A15", "TICK-12", "a check that is asked for from outside begins a second chain" do
  test = self()

  info = fn :check, state ->
    Process.send_after(self(), :check, 20)
    send(test, :check)
    {:noreply, %{state | pending: state.pending + 1}}
  end

  pid = Puppet.new(fn -> {:ok, %{info: info, pending: 0}} end)
  for _ <- 1..2, do: send(pid, :check)
  # Two chains have two timers, so a server that is blocked finds two checks when it goes on.
  for _ <- 1..4, do: receive(do: (:check -> :ok))
  blocked = Puppet.block(pid)
  expect(Puppet.queued(blocked, 2))
  Process.sleep(60)
  expect(Process.info(pid, :message_queue_len) == {:message_queue_len, 2})
  Puppet.release(pid)
end

finish()
