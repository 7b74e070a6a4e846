defmodule Oracle.Registry do
  @moduledoc """
  Elixir's Registry, and three processes that register keys. All programs share the registry: the
  keys of each have a number of its own in them.

  A registry learns of the end of a process when it gets round to it. So a call that ends one waits
  for that. In `glance` and `takeover` the registry does not get round to it before they are done.
  """
  use GenServer
  import Oracle.Call
  @behaviour Oracle

  @names __MODULE__.Names
  @owners 3

  @doc "Starts the registry."
  def open, do: {:ok, _} = Registry.start_link(keys: :unique, name: @names, partitions: 2)

  @impl Oracle
  def new do
    owners = for o <- 0..(@owners - 1), into: %{}, do: {o, start()}
    %{program: System.unique_integer(), owners: owners}
  end

  @impl Oracle
  def play("register", [o, k, v], s) do
    key = {s.program, k}

    case call(s.owners[o], {:register, key, v}) do
      {:ok, _} -> {:ok, s}
      {:error, {:already_registered, holder}} -> {[:taken, call(holder, {:value, key})], s}
      :closed -> {:ended, s}
    end
  end

  def play("unregister", [o, k], s) do
    call(s.owners[o], {:unregister, {s.program, k}})
    {:ok, s}
  end

  # The player holds no key.
  def play("stale", [k], s), do: {Registry.unregister(@names, {s.program, k}), s}
  def play("lookup", [k], s), do: {lookup({s.program, k}), s}

  def play("via", [k], s) do
    key = {s.program, k}

    case call({:via, Registry, {@names, key}}, {:value, key}) do
      :closed -> {:none, s}
      value -> {value, s}
    end
  end

  def play("end", [o, how], s) do
    finish(s.owners[o], how)
    settle(s.owners[o])
    {:ok, s}
  end

  def play("glance", [o, k], s), do: {stalled(s.owners[o], fn -> lookup({s.program, k}) end), s}

  def play("takeover", [o, k, successor, v], s) do
    {stalled(s.owners[o], fn -> elem(play("register", [successor, k, v], s), 0) end), s}
  end

  def play("begin", [o], s) do
    if Process.alive?(s.owners[o]), do: {:alive, s}, else: {:ok, put_in(s.owners[o], start())}
  end

  def play("all", [], s) do
    mine = [{{{s.program, :"$1"}, :_, :"$2"}, [], [{{:"$1", :"$2"}}]}]
    {for({k, v} <- Enum.sort(Registry.select(@names, mine)), do: "#{k}=#{v}"), s}
  end

  defp lookup(key) do
    case Registry.lookup(@names, key) do
      [{_, value}] -> value
      [] -> :none
    end
  end

  defp start do
    {:ok, owner} = GenServer.start_link(__MODULE__, %{})
    owner
  end

  defp finish(owner, 0), do: stop(owner)

  defp finish(owner, 1) do
    ref = Process.monitor(owner)
    Process.exit(owner, :kill)
    receive(do: ({:DOWN, ^ref, _, _, _} -> :ok))
  end

  # Ends a process and returns what the function returns before the registry knows.
  defp stalled(owner, fun) do
    Enum.each(partitions(), &:sys.suspend/1)
    finish(owner, 0)
    result = fun.()
    Enum.each(partitions(), &:sys.resume/1)
    settle(owner)
    result
  end

  # The exit may still be under way to a partition when the partition answers.
  defp settle(owner) do
    Enum.each(partitions(), &:sys.get_state/1)
    Registry.keys(@names, owner) == [] || settle(owner)
  end

  defp partitions, do: for({_, pid, _, _} <- Supervisor.which_children(@names), do: pid)

  @impl GenServer
  def init(values), do: {:ok, values}

  @impl GenServer
  def handle_call({:register, key, v}, _, values) do
    case Registry.register(@names, key, v) do
      {:ok, _} = ok -> {:reply, ok, Map.put(values, key, v)}
      error -> {:reply, error, values}
    end
  end

  def handle_call({:unregister, key}, _, values) do
    {:reply, Registry.unregister(@names, key), Map.delete(values, key)}
  end

  def handle_call({:value, key}, _, values), do: {:reply, values[key], values}
end
