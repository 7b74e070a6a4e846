# A server that has one of each: a name, a load that is retried, a table, ticks, a timeout, events
# and a terminate.
import Check

defmodule Worker do
  @moduledoc "A server that loads entries into its table, and writes what is put on termination."

  def init(test, options) do
    fn ->
      Process.flag(:trap_exit, true)
      table = :ets.new(Keyword.get(options, :table, :worker), [:named_table, :protected])
      state = %{test: test, table: table, status: :initializing, waiting: [], tries: 0, log: []}
      defaults = %{load: fn _ -> {:ok, []} end, retry: 40, refresh: nil, event: fn -> :ok end}
      state = Map.merge(state, Map.merge(defaults, Map.new(options)))
      {:ok, Map.merge(state, %{terminate: &terminate/2, info: &info/2}), {:continue, &load/1}}
    end
  end

  def new(test, options, own \\ []), do: Puppet.new(init(test, options), own)

  # Stores the entry when the server is ready, and waits until then.
  def put(server, key, value, timeout \\ 5000) do
    call = fn
      from, %{status: :ready} = s -> {:reply, :ok, store({from, key, value}, s)}
      from, s -> {:noreply, %{s | waiting: [{from, key, value} | s.waiting]}}
    end

    GenServer.call(server, call, timeout)
  end

  def cast(server, key, value) do
    GenServer.cast(server, fn s -> {:noreply, store({nil, key, value}, s)} end)
  end

  defp load(state) do
    state = %{state | tries: state.tries + 1}
    send(state.test, {:load, state.tries})

    case state.load.(state.tries) do
      {:ok, entries} ->
        :ets.insert(state.table, entries)
        if state.refresh, do: Process.send_after(self(), :load, state.refresh)
        {:noreply, drain(%{state | status: :ready}), :hibernate}

      {:error, _} ->
        Process.send_after(self(), :load, state.retry)
        {:noreply, %{state | status: :degraded}}
    end
  end

  defp info(:load, state), do: load(state)
  defp info(_, state), do: {:noreply, state}

  defp drain(state) do
    Enum.reduce(Enum.reverse(state.waiting), %{state | waiting: []}, fn {from, _, _} = put, s ->
      GenServer.reply(from, :ok)
      store(put, s)
    end)
  end

  defp store({_, key, value}, state) do
    :ets.insert(state.table, {key, value})
    state.event.()
    %{state | log: [key | state.log]}
  end

  defp terminate(_, state) do
    send(state.test, {:written, Enum.reverse(state.log), :ets.info(state.table, :size)})
  end
end

gated = fn entries -> fn _ -> Puppet.wait() && {:ok, entries} end end
look = fn key -> outcome(fn -> :ets.lookup(:worker, key) end) end

holds "Composition.Named",
      "COMP-9",
      "the name resolves during the load, and a call by it waits" do
  names = :composition_names
  {:ok, _} = Registry.start_link(keys: :unique, name: names)
  via = {:via, Registry, {names, :key}}
  pid = Worker.new(self(), [load: gated.([])], name: via)
  expect(GenServer.whereis(via) == pid)
  call = Task.async(fn -> Puppet.get(via).status end)
  expect(Task.yield(call, 30) == nil)
  Puppet.release(pid)
  expect(Task.await(call) == :ready)
end

holds "Composition.Named",
      "COMP-8",
      "once stop has returned the name can be registered again, 100 times" do
  names = :composition_names
  {:ok, _} = Registry.start_link(keys: :unique, name: names)

  for _ <- 1..100 do
    pid = Worker.new(self(), [], name: {:via, Registry, {names, :key}})
    GenServer.stop(pid)
    expect(Registry.whereis_name({names, :key}) == :undefined)
  end
end

holds "Composition.Filled",
      "COMP-1 ETS-5",
      "a reader misses before the load, and then sees all that one insert has loaded" do
  load = fn n ->
    if n == 1, do: Puppet.wait()
    {:ok, for(k <- 1..100, do: {k, n})}
  end

  pid = Worker.new(self(), load: load, refresh: 1)
  expect(look.(1) == [])
  Puppet.release(pid)

  see = fn ->
    case {look.(:rand.uniform(100)), look.(:rand.uniform(100))} do
      {[], _} -> 0
      {[{_, first}], [{_, second}]} when first <= second -> second
    end
  end

  expect(Enum.find(Stream.repeatedly(see), &(&1 >= 20)))
end

holds "Composition.Retried",
      "COMP-3 INIT-7",
      "puts that a degraded server keeps succeed when a later load has" do
  load = fn n -> if n < 3, do: {:error, :unreachable}, else: {:ok, [{:loaded, n}]} end
  pid = Worker.new(self(), load: load)
  puts = for i <- 1..5, do: Task.async(fn -> Worker.put(pid, i, i) end)
  expect(Enum.uniq(Task.await_many(puts)) == [:ok])
  expect(look.(:loaded) == [{:loaded, 3}] and Enum.all?(1..5, &(look.(&1) == [{&1, &1}])))
end

holds "Composition.Refreshed",
      "COMP-5 HIB-9",
      "loads go on while the server hibernates between them" do
  Worker.new(self(), refresh: 20)
  for n <- 1..4, do: expect(receive(do: ({:load, n} -> n)) == n)
end

# A server that ticks, and tells how long after the last tick each one came. A machine that made
# one as late as the timeout proves nothing.
ticking = fn test, reply, options ->
  info = fn
    :tick, state ->
      Process.send_after(self(), :tick, 20)
      send(test, {:tick, now() - state.at})
      reply.(%{state | at: now()})

    :timeout, state ->
      send(test, :idle)
      {:noreply, state}
  end

  pid = Puppet.new(fn -> {:ok, %{info: info, at: now()}} end, options)
  send(pid, :tick)
  pid
end

watch = fn each ->
  gaps = for _ <- 1..30, do: receive(do: ({:tick, gap} -> each.() && gap))
  punctual(Enum.max(gaps), 150)
end

weaker "Composition.Unstarved",
       "COMP-2",
       "ticks that come sooner than the timeout keep it from firing" do
  ticking.(self(), fn state -> {:noreply, state, 200} end, [])
  watch.(fn -> true end)
  expect(:idle not in flush())
end

weaker "Composition.Unstarved",
       "COMP-2b",
       "a tick whose callback returns no timeout ends that of another" do
  pid = ticking.(self(), fn state -> {:noreply, state} end, [])
  GenServer.call(pid, fn _, state -> {:reply, :ok, state, 200} end)
  watch.(fn -> true end)
  expect(:idle not in flush())
end

weaker "Composition.Unstarved",
       "COMP-5",
       "ticks that come sooner than hibernate_after keep the server awake" do
  test = self()
  pid = ticking.(test, fn state -> {:noreply, state} end, hibernate_after: 200)

  watch.(fn ->
    {_, function} = Process.info(pid, :current_function)
    if elem(function, 1) in [:hibernate, :loop_hibernate], do: send(test, :asleep), else: true
  end)

  expect(:asleep not in flush())
end

holds "Composition.Unharmed",
      "COMP-11",
      "a handler that fails changes no reply, and the others get every event" do
  bus = Events.open()
  test = self()
  bus.attach(:failing, [:put], fn _, _, _, _ -> raise "handler" end, nil)
  bus.attach(:other, [:put], fn _, _, _, _ -> send(test, :event) end, nil)
  pid = Worker.new(self(), event: fn -> bus.execute([:put], %{}, %{}) end)
  for i <- 1..5, do: expect(Worker.put(pid, i, i) == :ok)
  expect(Enum.count(flush(), &(&1 == :event)) == 5)
end

weaker "Composition.Unharmed", "COMP-11", "a handler that is slow makes calls time out" do
  bus = Events.open()
  bus.attach(:slow, [:put], fn _, _, _, _ -> Puppet.wait() end, nil)
  pid = Worker.new(self(), event: fn -> bus.execute([:put], %{}, %{}) end)
  seen = outcome(fn -> Worker.put(pid, 1, 1, 30) end)
  expect(match?({:exit, {:timeout, _}}, seen), seen)
  Puppet.release(pid)
end

holds "Composition.Once",
      "COMP-10",
      "a put that gave up during the load is applied once afterwards" do
  pid = Worker.new(self(), load: gated.([]))
  seen = outcome(fn -> Worker.put(pid, :late, 1, 30) end)
  expect(match?({:exit, {:timeout, _}}, seen), seen)
  Puppet.release(pid)
  expect(Worker.put(pid, :next, 2) == :ok)
  expect(look.(:late) == [{:late, 1}] and Enum.reverse(Puppet.get(pid).log) == [:late, :next])
end

weaker "Composition.Once",
       "COMP-14",
       "a crash takes table and state with it, and what was put is gone" do
  Process.flag(:trap_exit, true)
  child = Puppet.child(:worker, Worker.init(self(), load: fn _ -> {:ok, [{:loaded, 1}]} end))
  {:ok, top} = Supervisor.start_link([child], strategy: :one_for_one)
  [{_, first, _, _}] = Supervisor.which_children(top)
  :ok = Worker.put(first, :put, 1)
  kill(first)

  again = fn ->
    match?([{_, p, _, _}] when is_pid(p) and p != first, Supervisor.which_children(top))
  end

  expect(eventually(again) and eventually(fn -> look.(:loaded) == [{:loaded, 1}] end))
  expect(look.(:put) == [])
end

holds "Composition.Flushed",
      "COMP-12 COMP-7",
      "what was put before the stop is in the table that terminate sees" do
  pid = Worker.new(self(), [])
  for i <- 1..500, do: Worker.cast(pid, i, i)
  GenServer.stop(pid)
  [{:load, 1}, {:written, keys, size}] = flush()
  expect(keys == Enum.to_list(1..500) and size == 500)
end

weaker "Composition.Flushed",
       "COMP-7 SHARD-8",
       "later puts exit if they are calls and are lost if they are casts, and a read raises" do
  pid = Worker.new(self(), [])
  GenServer.stop(pid)
  seen = outcome(fn -> Worker.put(pid, 1, 1) end)
  expect(match?({:exit, {:noproc, _}}, seen), seen)
  expect(Worker.cast(pid, 1, 1) == :ok and look.(1) == {:raise, ArgumentError})
end

holds "Composition.Gone",
      "STOP-17 COMP-16",
      "once stop has returned nothing is loaded any more" do
  pid = Worker.new(self(), refresh: 20)
  receive(do: ({:load, 2} -> :ok))
  GenServer.stop(pid)
  flush()
  Process.sleep(80)
  expect(flush() == [] and not Process.alive?(pid))
end

finish()
