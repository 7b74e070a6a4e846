# Elixir's Registry, with unique keys and one partition unless a check says otherwise.
import Check

defmodule Names do
  @moduledoc "A registry, and processes that hold its keys."

  # Starts a registry of one partition that ends with the calling process.
  def open(options \\ []) do
    name = :"names_#{System.unique_integer([:positive])}"
    {:ok, _} = Registry.start_link([keys: :unique, name: name] ++ options)
    name
  end

  # Starts a process that holds the key until it is killed or told to go for a reason.
  def hold(registry, key, value \\ nil) do
    test = self()

    pid =
      spawn(fn ->
        {:ok, _} = Registry.register(registry, key, value)
        send(test, {:held, self()})
        receive(do: ({:go, reason} -> exit(reason)))
      end)

    receive(do: ({:held, ^pid} -> pid))
  end

  # Keeps the processes of the registry from cleaning up until thaw.
  def freeze(registry), do: Enum.each(owners(registry), &:sys.suspend/1)
  def thaw(registry), do: Enum.each(owners(registry), &:sys.resume/1)

  # Waits until the registry has seen the exits that came before.
  def settle(registry), do: Enum.each(owners(registry), &:sys.get_state/1)

  # The number of objects in all tables of the registry.
  def size(registry) do
    top = Process.whereis(registry)
    owners = [top | owners(registry)]
    Enum.sum(for t <- :ets.all(), :ets.info(t, :owner) in owners, do: :ets.info(t, :size))
  end

  def via(registry, key), do: {:via, Registry, {registry, key}}

  defp owners(registry), do: for({_, pid, _, _} <- Supervisor.which_children(registry), do: pid)
end

holds "Registry.Unique", "REG-1", "of 16 processes that register a key one does, in 100 races" do
  for partitions <- [1, 4] do
    names = Names.open(partitions: partitions)

    # The winner is alive until all have tried.
    for key <- 1..100 do
      test = self()

      race = fn ->
        send(test, {:tried, Registry.register(names, key, nil)})
        Process.sleep(:infinity)
      end

      racers = for _ <- 1..16, do: spawn_link(race)
      tries = for _ <- 1..16, do: receive(do: ({:tried, result} -> result))
      Enum.each(racers, &(Process.unlink(&1) && Process.exit(&1, :kill)))
      expect(Enum.count(tries, &match?({:ok, _}, &1)) == 1, tries)
    end
  end
end

holds "Registry.Unique",
      "REG-2",
      "of 8 starts by one name one runs init, and the others get its process" do
  names = Names.open()
  inits = :counters.new(1, [])
  init = fn -> :counters.add(inits, 1, 1) && {:ok, nil} end

  for key <- 1..100 do
    start = fn _ -> GenServer.start(Puppet, init, name: Names.via(names, key)) end
    tries = together(8, start)
    [winner] = for {:ok, pid} <- tries, do: pid
    expect(Enum.uniq(for {:error, {:already_started, pid}} <- tries, do: pid) == [winner], tries)
    Process.exit(winner, :kill)
  end

  expect(:counters.get(inits, 1) == 100)
end

holds "Registry.Owned",
      "REG-4b",
      "the entry of a process disappears, for whatever reason it ends" do
  names = Names.open()

  for reason <- [:normal, :shutdown, :failure, :kill] do
    pid = Names.hold(names, reason)
    if reason == :kill, do: Process.exit(pid, :kill), else: send(pid, {:go, reason})
    expect(eventually(fn -> Registry.lookup(names, reason) == [] end), reason)
  end
end

weaker "Registry.Owned",
       "REG-4",
       "lookup returns a process that is dead until the registry has seen its exit; whereis does not" do
  names = Names.open()
  pid = Names.hold(names, :key)
  Names.freeze(names)
  kill(pid)
  expect(Registry.lookup(names, :key) == [{pid, nil}])
  expect(Registry.whereis_name({names, :key}) == :undefined)
  Names.thaw(names)
end

holds "Registry.Owned",
      "REG-5",
      "the key of a dead process is free before the registry has seen its exit" do
  names = Names.open()
  pid = Names.hold(names, :key)
  Names.freeze(names)
  kill(pid)
  expect(match?({:ok, _}, Registry.register(names, :key, :mine)))
  expect(Registry.lookup(names, :key) == [{self(), :mine}])
  Names.thaw(names)
end

holds "Registry.Owned", "REG-18", "a failed init frees its name before start returns" do
  names = Names.open()
  fail = fn -> {:stop, :failed} end
  expect(Puppet.start(fail, name: Names.via(names, :key)) == {:error, :failed})
  expect(match?({:ok, _}, Registry.register(names, :key, nil)))
end

holds "Registry.Owned", "REG-21", "the name of a local process is free once its exit is known" do
  for _ <- 1..200 do
    pid = Puppet.new(fn -> {:ok, nil} end, name: :local_name)
    kill(pid)
    expect(Process.whereis(:local_name) == nil)
  end
end

weaker "Registry.Owned",
       "REG-16",
       "the crash of a registry kills the processes that it has registered" do
  Process.flag(:trap_exit, true)
  names = Names.open()
  pid = Names.hold(names, :key)
  ref = Process.monitor(pid)
  [{_, owner, _, _}] = Supervisor.which_children(names)
  Process.exit(owner, :kill)
  reason = receive(do: ({:DOWN, ^ref, _, _, reason} -> reason))
  expect(reason == :killed, reason)
end

holds "Registry.Unregister", "REG-13", "a key is free once its process has unregistered it" do
  names = Names.open()

  for _ <- 1..100 do
    {:ok, _} = Registry.register(names, :key, nil)
    :ok = Registry.unregister(names, :key)
    expect(Registry.lookup(names, :key) == [])

    other =
      Task.async(fn -> Registry.register(names, :key, nil) && Registry.unregister(names, :key) end)

    expect(Task.await(other) == :ok)
  end
end

holds "Registry.OwnOnly", "REG-8", "to unregister a foreign or unknown key has no effect" do
  names = Names.open()
  pid = Names.hold(names, :foreign)

  expect(
    Registry.unregister(names, :foreign) == :ok and Registry.unregister(names, :unknown) == :ok
  )

  expect(Registry.lookup(names, :foreign) == [{pid, nil}])
end

holds "Registry.OwnOnly",
      "REG-9",
      "the late clean-up of a dead process spares who holds its key now" do
  names = Names.open()
  pid = Names.hold(names, :key)
  Names.freeze(names)
  kill(pid)
  {:ok, _} = Registry.register(names, :key, :mine)
  Names.thaw(names)
  Names.settle(names)
  expect(Registry.lookup(names, :key) == [{self(), :mine}])
end

holds "Registry.OwnOnly", "REG-14", "only its holder can change the value of a key" do
  names = Names.open()
  Names.hold(names, :foreign, 1)
  {:ok, _} = Registry.register(names, :mine, 1)
  expect(Registry.update_value(names, :foreign, &(&1 + 1)) == :error)
  expect(Registry.update_value(names, :mine, &(&1 + 1)) == {2, 1})
  expect(match?([{_, 1}], Registry.lookup(names, :foreign)))
end

holds "Registry.OwnOnly", "REG-10", "1 and 1.0 are different keys" do
  names = Names.open()
  {:ok, _} = Registry.register(names, 1, :integer)
  {:ok, _} = Registry.register(names, 1.0, :float)
  expect(match?([{_, :integer}], Registry.lookup(names, 1)))
  expect(match?([{_, :float}], Registry.lookup(names, 1.0)))
end

holds "Registry.Holder",
      "REG-7",
      "who loses gets the process that has won, even if it is itself" do
  names = Names.open()
  pid = Names.hold(names, :foreign)
  expect(Registry.register(names, :foreign, nil) == {:error, {:already_registered, pid}})
  {:ok, _} = Registry.register(names, :mine, 1)
  expect(Registry.register(names, :mine, 2) == {:error, {:already_registered, self()}})
  expect(Registry.lookup(names, :mine) == [{self(), 1}])
end

inapplicable(
  "Registry.Stillborn",
  "a process registers itself, so there is nothing dead to register"
)

weaker "Registry.Linearizable",
       "REG-4",
       "after the exit of a process lookup finds it, whereis does not, and lookup finds it again" do
  names = Names.open()
  pid = Names.hold(names, :key)
  Names.freeze(names)
  kill(pid)
  look = fn -> Registry.lookup(names, :key) != [] end
  resolve = fn -> GenServer.whereis(Names.via(names, :key)) != nil end
  seen = [look.(), resolve.(), look.()]
  expect(seen == [true, false, true], seen)
  Names.thaw(names)
end

holds "Registry.Linearizable",
      "REG-3 REG-19",
      "while its holder lives a key is found, without the help of the registry's processes" do
  names = Names.open(partitions: 4)
  pid = Names.hold(names, :key, 1)
  Names.freeze(names)
  seen = together(8, fn _ -> for _ <- 1..200, do: Registry.lookup(names, :key) end)
  expect(Enum.uniq(List.flatten(seen)) == [{pid, 1}])
  expect(Registry.lookup(names, :unknown) == [])
  Names.thaw(names)
end

holds "Registry.All", "REG-3 ETS-12", "select yields each key that stays once, and none twice" do
  names = Names.open(partitions: 4)
  for key <- 1..100, do: {:ok, _} = Registry.register(names, key, :stays)

  churn =
    spawn_link(fn ->
      for key <- Stream.cycle(101..200) do
        Registry.register(names, key, :passes)
        Registry.unregister(names, key)
      end
    end)

  for _ <- 1..100 do
    keys = Registry.select(names, [{{:"$1", :_, :_}, [], [:"$1"]}])
    expect(Enum.count(keys, &(&1 <= 100)) == 100 and keys == Enum.uniq(keys))
  end

  Process.unlink(churn)
  Process.exit(churn, :kill)
end

holds "Registry.Forgets",
      "REG-7",
      "refused registrations and dead processes leave nothing in its tables" do
  names = Names.open()
  before = Names.size(names)
  holders = for key <- 1..100, do: Names.hold(names, key)
  held = Names.size(names)
  for key <- 1..100, _ <- 1..10, do: Registry.register(names, key, nil)
  # A registry remembers of a process that was refused that it is to watch it, once.
  expect(Names.size(names) <= held + 1, {Names.size(names), held})
  Enum.each(holders, &kill/1)
  expect(eventually(fn -> Names.size(names) <= before + 1 end), {Names.size(names), before})
end

finish()
